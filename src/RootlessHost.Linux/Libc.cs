using System.Runtime.InteropServices;

namespace RootlessHost.Linux;

/// <summary>The libc calls that Tmds.LibC 0.5.0 does not bind, under their C names. Errors are in the same errno slot.</summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint getdents64(int fd, byte* buffer, nuint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint getxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint fgetxattr(int fd, byte* name, byte* value, nuint size);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int flock(int fd, int operation);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fstatfs(int fd, byte* buffer);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int statfs(byte* path, byte* buffer);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getpwnam_r(byte* name, passwd* entry, byte* buffer, nuint length, passwd** result);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getpwuid_r(uint uid, passwd* entry, byte* buffer, nuint length, passwd** result);

    [LibraryImport(Name)]
    internal static partial nuint getauxval(nuint type);

    // From glibc 2.25 on.
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint getrandom(byte* buffer, nuint length, uint flags);

    [LibraryImport(Name)]
    internal static partial void setpwent();

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getpwent_r(passwd* entry, byte* buffer, nuint length, passwd** result);

    [LibraryImport(Name)]
    internal static partial void endpwent();

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int rename(byte* from, byte* to);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int renameat(int fromFolder, byte* from, int toFolder, byte* to);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int renameat2(int fromFolder, byte* from, int toFolder, byte* to, uint flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setxattr(byte* path, byte* name, byte* value, nuint size, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int removexattr(byte* path, byte* name);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint listxattr(byte* path, byte* list, nuint size);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int chmod(byte* path, uint mode);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int mount(byte* source, byte* target, byte* type, nuint flags, byte* data);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int umount2(byte* target, int flags);

    [LibraryImport(Name)]
    internal static partial int isatty(int fd);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int initgroups(byte* name, uint group);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int capset(uint* header, uint* data);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint syscall(nint number, nint arg1, nint arg2, nint arg3, nint arg4, nint arg5);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial byte* mkdtemp(byte* template);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int poll(pollfd* fds, ulong count, int timeout);

    [LibraryImport(Name)]
    internal static partial void _exit(int status);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getrlimit(int resource, rlimit* limit);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setrlimit(int resource, rlimit* limit);

    [LibraryImport(Name)]
    internal static partial int setfsuid(uint uid);

    [LibraryImport(Name)]
    internal static partial int setfsgid(uint gid);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getgroups(int count, uint* gids);

    internal const short POLLOUT = 4;

    /// <summary>struct rlimit of getrlimit(2) on 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct rlimit
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct pollfd
    {
        public int fd;
        public short events;
        public short revents;
    }

    /// <summary>struct passwd of passwd(5), the same on every 64-bit glibc.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct passwd
    {
        public byte* pw_name;
        public byte* pw_passwd;
        public uint pw_uid;
        public uint pw_gid;
        public byte* pw_gecos;
        public byte* pw_dir;
        public byte* pw_shell;
    }
}
