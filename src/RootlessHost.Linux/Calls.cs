using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// Calls that are made to see whether they work, with plain paths and the rights of whoever runs this. What goes wrong is a <see cref="PosixException"/> with the
/// number.
/// </summary>
public static unsafe class Calls
{
    private const int CLONE_NEWNS = 0x00020000; // include/uapi/linux/sched.h
    private const int MS_RDONLY = 1;
    private const int MS_NOSUID = 2;
    private const int MS_NODEV = 4;
    private const int MS_NOEXEC = 8;
    private const int MS_REC = 16384; // include/uapi/linux/mount.h
    private const int MS_PRIVATE = 1 << 18;
    private const int MNT_DETACH = 2; // include/linux/fs.h
    private const int X_OK = 1;

    /// <summary>This thread's mounts become its own: what it mounts is gone with it, and nobody else sees it.</summary>
    public static void LeaveMounts()
    {
        if (unshare(CLONE_NEWNS) < 0) throw new PosixException(errno, "unshare", "CLONE_NEWNS");
        fixed (byte* root = "/\0"u8)
        {
            if (Libc.mount(null, root, null, MS_REC | MS_PRIVATE, null) < 0) throw new PosixException(errno, "mount --make-rprivate", "/");
        }
    }

    public static void Mount(string type, string path, string? options) => Mount(type, path, 0, options);

    /// <summary>As a container's /proc or /sys is: nosuid, nodev, noexec. The kernel grants no more than what is there already has (mount_too_revealing, fs/namespace.c).</summary>
    public static void MountPlain(string type, string path, bool isReadOnly) => Mount(type, path, (nuint)(MS_NOSUID | MS_NODEV | MS_NOEXEC | (isReadOnly ? MS_RDONLY : 0)), options: null);

    private static void Mount(string type, string path, nuint flags, string? options)
    {
        fixed (byte* kind = Native(type), target = Native(path), data = options is null ? null : Native(options))
        {
            if (Libc.mount(kind, target, kind, flags, data) < 0) throw new PosixException(errno, $"mount -t {type}", path);
        }
    }

    /// <summary>Also when something is still in use there.</summary>
    public static void Unmount(string path)
    {
        fixed (byte* target = Native(path))
        {
            if (Libc.umount2(target, MNT_DETACH) < 0) throw new PosixException(errno, "umount", path);
        }
    }

    public static void MakeFolder(string path, uint mode)
    {
        fixed (byte* name = Native(path))
        {
            if (mkdir(name, (ushort)mode) < 0) throw new PosixException(errno, "mkdir", path);
        }
        SetMode(path, mode); // whatever the umask is
    }

    public static void SetMode(string path, uint mode)
    {
        fixed (byte* name = Native(path))
        {
            if (Libc.chmod(name, mode) < 0) throw new PosixException(errno, "chmod", path);
        }
    }

    /// <summary>A new folder of the caller's alone below another, with a name that nobody could foresee.</summary>
    public static string MakeTemporaryFolder(string above, string prefix)
    {
        byte[] template = Native($"{above.TrimEnd('/')}/{prefix}XXXXXX");
        fixed (byte* name = template)
        {
            if (Libc.mkdtemp(name) is null) throw new PosixException(errno, "mkdir", above);
            return Encoding.UTF8.GetString(template.AsSpan(0, template.Length - 1));
        }
    }

    /// <summary>Writes to the beginning of a file, in one write.</summary>
    /// <param name="mode">Of a file that is made for it; null where there must be one, as in /proc and /sys.</param>
    public static void Write(string path, string text, uint? mode = 0b110_100_100)
    {
        fixed (byte* name = Native(path), bytes = Encoding.UTF8.GetBytes(text))
        {
            int fd = open(name, O_WRONLY | (mode is null ? 0 : O_CREAT) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, (ushort)(mode ?? 0));
            if (fd < 0) throw new PosixException(errno, "open", path);
            int length = Encoding.UTF8.GetByteCount(text);
            nint written = (nint)(long)write(fd, bytes, length);
            int error = errno;
            _ = close(fd);
            if (written != length) throw new PosixException(written < 0 ? error : EIO, "write", path);
        }
    }

    /// <summary>At most 64 KiB of a file.</summary>
    public static string Read(string path)
    {
        const int Most = 64 * 1024;
        byte[] block = new byte[Most];
        fixed (byte* name = Native(path), bytes = block)
        {
            int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
            if (fd < 0) throw new PosixException(errno, "open", path);
            int length = 0;
            nint more;
            while (length < Most && (more = (nint)(long)read(fd, bytes + length, Most - length)) != 0)
            {
                int error = errno;
                if (more > 0) length += (int)more;
                else if (error != EINTR)
                {
                    _ = close(fd);
                    throw new PosixException(error, "read", path);
                }
            }
            _ = close(fd);
            return Encoding.UTF8.GetString(block, 0, length);
        }
    }

    public static void Delete(string path)
    {
        fixed (byte* name = Native(path))
        {
            if (unlink(name) < 0) throw new PosixException(errno, "unlink", path);
        }
    }

    public static void MakeLink(string path, string target)
    {
        fixed (byte* name = Native(path), text = Native(target))
        {
            if (symlink(text, name) < 0) throw new PosixException(errno, "symlink", path);
        }
    }

    public static void Own(string path, uint uid, uint gid)
    {
        fixed (byte* name = Native(path))
        {
            if (lchown(name, uid, gid) < 0) throw new PosixException(errno, "chown", path);
        }
    }

    /// <summary>Whose it is; of a link, whose that is.</summary>
    public static (uint Uid, uint Gid) OwnerOf(string path)
    {
        statx status;
        fixed (byte* name = Native(path))
        {
            if (statx(AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &status) < 0) throw new PosixException(errno, "stat", path);
        }
        return (status.stx_uid, status.stx_gid);
    }

    /// <summary>Whoever runs this may execute it, or pass when it is a folder.</summary>
    public static bool MayExecute(string path)
    {
        fixed (byte* name = Native(path))
        {
            return access(name, X_OK) == 0;
        }
    }

    private static byte[] Native(string path) =>
        path.Contains('\0') ? throw new RefusedException(path.Replace('\0', '?'), "a NUL byte in the name") : Encoding.UTF8.GetBytes(path + '\0');
}
