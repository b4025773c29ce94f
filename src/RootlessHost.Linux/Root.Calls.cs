using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The system calls behind <see cref="Root"/>.</summary>
public sealed unsafe partial class Root
{
    private const int MostNames = 200_000;

    private FileStatus? StatOf(string path, bool follow)
    {
        if (IsLive)
        {
            fixed (byte* name = Native(path))
            {
                return StatusOf(AT_FDCWD, name, (follow ? 0 : AT_SYMLINK_NOFOLLOW) | NoAutomount, path);
            }
        }
        using Handle handle = OpenPath(path, follow);
        if (handle.IsAbsent) return null;
        byte empty = 0;
        return StatusOf(handle.Fd, &empty, AT_EMPTY_PATH, path);
    }

    // A check must not mount a home directory by looking at it (autofs(5)), nor wait for its server.
    private static int NoAutomount => AT_NO_AUTOMOUNT;

    /// <summary>Of an open file.</summary>
    internal static FileStatus StatusOf(int fd, string path)
    {
        byte empty = 0;
        return StatusOf(fd, &empty, AT_EMPTY_PATH, path) ?? throw new PosixException(ENOENT, "stat", path);
    }

    private static FileStatus? StatusOf(int directory, byte* name, int flags, string path)
    {
        statx status;
        if (statx(directory, name, flags, STATX_BASIC_STATS, &status) < 0)
        {
            int error = errno;
            return IsAbsence(error) ? null : throw new PosixException(error, "stat", path);
        }
        string device = status is { stx_rdev_major: 0, stx_rdev_minor: 0 } ? "0:0" : string.Create(CultureInfo.InvariantCulture, $"{status.stx_rdev_major}:{status.stx_rdev_minor}");
        return new FileStatus(
            status.stx_mode, status.stx_uid, status.stx_gid, (long)status.stx_size, status.stx_nlink, device, status.stx_mtime.tv_sec);
    }

    private string? ReadLinkOf(string path)
    {
        if (IsLive)
        {
            fixed (byte* name = Native(path)) return TargetOf(AT_FDCWD, name, path);
        }
        using Handle handle = OpenPath(path, follow: false);
        return handle.IsAbsent ? null : ReadLinkAt(handle.Fd, path);
    }

    /// <summary>The target of a link that is open by O_PATH.</summary>
    internal static string? ReadLinkAt(int fd, string path)
    {
        byte empty = 0;
        return TargetOf(fd, &empty, path);
    }

    private static string? TargetOf(int directory, byte* name, string path)
    {
        const int Length = 4096;
        byte* buffer = stackalloc byte[Length];
        nint length = (nint)(long)readlinkat(directory, name, buffer, Length);
        if (length >= 0) return Encoding.UTF8.GetString(buffer, (int)length);
        // EINVAL: not a link. ENOENT from an O_PATH descriptor and an empty name: not a link either.
        int error = errno;
        return IsAbsence(error) || error == EINVAL ? null : throw new PosixException(error, "readlink", path);
    }

    private string[]? ListOf(string path, int most = MostNames)
    {
        const int Length = 32 * 1024;
        using Handle handle = Open(path, O_RDONLY | O_DIRECTORY);
        if (handle.IsAbsent) return null;
        var names = new List<string>();
        byte* buffer = stackalloc byte[Length];
        while (true)
        {
            nint length = Libc.getdents64(handle.Fd, buffer, Length);
            if (length < 0) throw new PosixException(errno, "getdents", path);
            if (length == 0) break;
            for (int offset = 0; offset < length;)
            {
                // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.
                ReadOnlySpan<byte> entry = new(buffer + offset, (int)length - offset);
                ReadOnlySpan<byte> name = entry[19..];
                string text = Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
                if (text is not "." and not "..") names.Add(text);
                offset += BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
            }
            if (names.Count > most) throw new RefusedException(path, $"more than {most} names");
        }
        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    // Not "." and "..": XFS says of them what they are whether or not it keeps kinds (fs/xfs/xfs_dir2_readdir.c).
    private string? EntryKindOf(string path)
    {
        const int Length = 4096;
        using Handle handle = Open(path, O_RDONLY | O_DIRECTORY);
        if (handle.IsAbsent) return null;
        byte* buffer = stackalloc byte[Length];
        nint length = Libc.getdents64(handle.Fd, buffer, Length);
        if (length < 0) throw new PosixException(errno, "getdents", path);
        for (int offset = 0; offset < length;)
        {
            ReadOnlySpan<byte> entry = new(buffer + offset, (int)length - offset);
            ReadOnlySpan<byte> name = entry[19..];
            if (name[..name.IndexOf((byte)0)] is not [(byte)'.'] and not [(byte)'.', (byte)'.']) return entry[18] == 0 ? "unknown" : "known";
            offset += BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
        }
        return null;
    }

    private byte[]? AttributeOf(string path, string attribute)
    {
        const int Length = 4096;
        byte* buffer = stackalloc byte[Length];
        nint length;
        int error;
        fixed (byte* key = Native(attribute))
        {
            if (IsLive)
            {
                fixed (byte* name = Native(path))
                {
                    length = Libc.getxattr(name, key, buffer, Length);
                    error = errno;
                }
            }
            else
            {
                // An O_PATH descriptor has no attributes to read, and only a regular file is opened.
                if (Stat(path) is not { Kind: FileKind.Regular }) return null;
                using Handle handle = OpenRegular(path);
                if (handle.IsAbsent) return null;
                length = Libc.fgetxattr(handle.Fd, key, buffer, Length);
                error = errno;
            }
        }
        if (length >= 0) return new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
        return IsAbsence(error) || error == ENODATA || error == ENOTSUP ? null : throw new PosixException(error, "getxattr", path);
    }

    private static FileSystemStatus? FileSystemOf(string path)
    {
        // struct statfs, all words of 8 bytes on the 64-bit kernels: type, bsize, blocks, bfree, bavail, files, ffree, ... (statfs(2)).
        const int Length = 256;
        long* words = stackalloc long[Length / sizeof(long)];
        fixed (byte* name = Native(path))
        {
            if (Libc.statfs(name, (byte*)words) < 0)
            {
                int error = errno;
                return IsAbsence(error) ? null : throw new PosixException(error, "statfs", path);
            }
        }
        return new FileSystemStatus(words[0], words[1] * words[2], words[1] * words[4], words[5], words[6]);
    }

    private bool IsKernelMounted()
    {
        const long Proc = 0x9fa0; // PROC_SUPER_MAGIC
        const int Length = 256;
        long* words = stackalloc long[Length / sizeof(long)];
        try
        {
            using Handle handle = Open("/proc", O_PATH | O_DIRECTORY);
            return !handle.IsAbsent && Libc.fstatfs(handle.Fd, (byte*)words) == 0 && words[0] == Proc;
        }
        catch (PosixException)
        {
            return false; // a link in a circle, or what may not be entered: nothing is mounted there
        }
    }

    private Handle Open(string path, int flags, long size = 0)
    {
        flags |= O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        fixed (byte* name = Native(path))
        {
            int fd = IsLive ? open(name, flags, 0) : OpenBelow(name, flags);
            if (fd >= 0) return new Handle(fd, size);
            int error = errno;
            return IsAbsence(error) ? Handle.Absent : throw new PosixException(error, "open", path);
        }
    }

    private Handle OpenPath(string path, bool follow) => Open(path, O_PATH | (follow ? 0 : O_NOFOLLOW));

    private int OpenBelow(byte* name, int flags)
    {
        // O_PATH takes few flags beside it, and openat2 refuses the rest instead of ignoring them.
        if ((flags & O_PATH) != 0) flags &= ~(O_NONBLOCK | O_NOCTTY);
        var how = new open_how { flags = (ulong)(uint)flags, resolve = (ulong)(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS) };
        return openat2((int)_directory!.DangerousGetHandle(), name, &how, sizeof(open_how));
    }

    // A name too long for the filesystem names nothing on it.
    private static bool IsAbsence(int error) => error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;

    /// <summary>An open descriptor, or the reasons that there is none which are answers.</summary>
    private readonly ref struct Handle(int fd, long size = 0)
    {
        public static Handle Absent => new(-1);

        public static Handle Null => new(-2);

        public int Fd { get; } = fd;

        /// <summary>Bytes that the file says it has; 0 when nobody asked.</summary>
        public long Size { get; } = size;

        public bool IsAbsent => Fd == -1;

        public bool IsNull => Fd == -2;

        public void Dispose()
        {
            if (Fd >= 0) _ = close(Fd);
        }
    }
}
