using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>What may be given to an account at a place that the account itself controls.</summary>
public sealed unsafe partial class WritableRoot
{
    /// <summary>
    /// Where somebody other than root could have put something else in the place of what was planned, only an empty directory is given away, to whom all directories on the way are from
    /// the first of its own on, and never beyond a mount. In a place of root's alone nobody could: what was there before may be given back.
    /// </summary>
    /// <exception cref="RefusedException">It is something else by now, or cannot be told.</exception>
    private void RequireToBeItsOwn(string path, Folder file, uint uid)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Folder at = Folder.Borrow((int)_top.DangerousGetHandle());
        bool isItsOwn = false;
        try
        {
            for (int i = 0; i < names.Length; i++)
            {
                // From the home on, nothing is mounted.
                Folder next = isItsOwn ? DescendWithin(at, names[i], path) : Descend(at, names[i], path, O_PATH);
                at.Dispose();
                at = next;
                if (at.IsAbsent) throw new ChangedException(path);
                if (i == names.Length - 1) break;
                statx above = StatusOf(at.Fd, path);
                if (above.stx_uid == uid) isItsOwn = true;
                else if (isItsOwn || above.stx_uid != Owner || (above.stx_mode & 0b000_010_010) != 0) throw new RefusedException(path, $"a directory above belongs to uid {above.stx_uid}, and what is there may be another's");
            }
            if (!isItsOwn) return;
            statx status = StatusOf(at.Fd, path), same = StatusOf(file.Fd, path);
            if (status.stx_ino != same.stx_ino || status.stx_dev_major != same.stx_dev_major || status.stx_dev_minor != same.stx_dev_minor) throw new ChangedException(path);
            // Who may put something into it meanwhile is root alone, whose it is: the account has no right to, and whoever else had one keeps it.
            if ((status.stx_mode >> 12) != 0x4 || !IsEmpty(at, path)) throw new RefusedException(path, "not an empty directory: it is not given away with what it holds");
        }
        finally
        {
            at.Dispose();
        }
    }

    private static Folder DescendWithin(Folder folder, string name, string path)
    {
        fixed (byte* bytes = Native(name))
        {
            var how = new open_how { flags = (ulong)(uint)(O_PATH | O_NOFOLLOW | O_CLOEXEC), resolve = (ulong)(RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS) };
            int fd = openat2(folder.Fd, bytes, &how, sizeof(open_how));
            if (fd >= 0) return Folder.Own(fd);
            int error = errno;
            if (error == ENOENT) return Folder.Absent;
            if (error == EXDEV) throw new RefusedException(path, "something is mounted there: it is not the account's home any more");
            throw new PosixException(error, "openat2", path);
        }
    }

    private static bool IsEmpty(Folder directory, string path)
    {
        const int Length = 4096;
        using Folder open = Reopen(directory, path);
        byte* buffer = stackalloc byte[Length];
        nint length = Libc.getdents64(open.Fd, buffer, Length);
        if (length < 0) throw new PosixException(errno, "getdents", path);
        // Its own name and the one above: more would follow at once. struct linux_dirent64 of "." and of ".." is 24 bytes.
        return length <= 2 * 24;
    }
}
