using System.Runtime.InteropServices;

namespace RootlessHost.Linux;

/// <summary>inotify(7) and eventfd(2).</summary>
internal static unsafe partial class Libc
{
    internal const short POLLIN = 1;

    // O_CLOEXEC and O_NONBLOCK, which both calls take under names of their own.
    internal const int CLOEXEC = 0x80000;
    internal const int NONBLOCK = 0x800;

    internal const uint IN_ATTRIB = 0x4;
    internal const uint IN_CLOSE_WRITE = 0x8;
    internal const uint IN_MOVED_FROM = 0x40;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_CREATE = 0x100;
    internal const uint IN_DELETE = 0x200;
    internal const uint IN_DELETE_SELF = 0x400;
    internal const uint IN_MOVE_SELF = 0x800;
    internal const uint IN_UNMOUNT = 0x2000;
    internal const uint IN_Q_OVERFLOW = 0x4000;
    internal const uint IN_IGNORED = 0x8000;
    internal const uint IN_ONLYDIR = 0x1000000;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int inotify_add_watch(int fd, byte* path, uint mask);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int inotify_rm_watch(int fd, int wd);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    /// <summary>struct inotify_event without its name, of <c>len</c> bytes, NUL-padded.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct inotify_event
    {
        public int wd;
        public uint mask;
        public uint cookie;
        public uint len;
    }
}
