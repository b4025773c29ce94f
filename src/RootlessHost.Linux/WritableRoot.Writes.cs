using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The system calls that change something.</summary>
public sealed unsafe partial class WritableRoot
{
    private const uint RENAME_NOREPLACE = 1; // include/uapi/linux/fs.h

    // Whoever owns an image may change what is in it, on this machine too: nothing there becomes another's program or gets a privilege.
    private void RefuseGift(string path, FileStatus? now, FileState wanted)
    {
        if (IsLive) return;
        if (now is { Kind: FileKind.Regular, Links: > 1 and var names }) throw new RefusedException(path, $"a file with {names} names (hard links), which may be outside the image");
        if (Owner == 0) return;
        if (wanted.Uid != Owner || (now?.Uid ?? Owner) != Owner || wanted.Attributes.ContainsKey(FileState.Capability) || ((wanted.Mode & FileState.SetGroupId) != 0 && wanted.Gid != Group))
        {
            throw new RefusedException(path, $"uid {Owner}, whose image this is, would get another's file or privilege on this machine");
        }
    }

    private void WriteNew(Folder folder, string name, FileState state, string path)
    {
        RefuseGift(path, now: null, state);
        int fd;
        fixed (byte* bytes = Native(name))
        {
            do fd = openat(folder.Fd, bytes, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)0b110_000_000);
            while (fd < 0 && errno == EINTR);
        }
        if (fd < 0) throw new PosixException(errno, "create", path);
        using var file = Folder.Own(fd);
        Write(fd, state.Content ?? throw new ArgumentException("a file without content", nameof(state)), path);
        Give(file, AttributesOf(file, path, out _), state, path);
        Sync(fd, path);
    }

    // The owner first: with it the kernel takes away set-user-id bits and capabilities. An access control list has the group's bits in it, so after the mode.
    private static void Give(Folder file, FileState now, FileState wanted, string path, bool keepAttributes = false)
    {
        byte empty = 0;
        if ((now.Uid != wanted.Uid || now.Gid != wanted.Gid) && fchownat(file.Fd, &empty, wanted.Uid, wanted.Gid, AT_EMPTY_PATH) < 0) throw new PosixException(errno, "chown", path);
        fixed (byte* name = Native(file.Path))
        {
            if (Libc.chmod(name, wanted.Mode) < 0) throw new PosixException(errno, "chmod", path);
            if (keepAttributes) return;
            // What the folder or the policy gave a new file by itself, a label or a default list, goes when the file before it had none.
            foreach (string extra in ReadAttributesOf(file, path).Keys.Where(attribute => !wanted.Attributes.ContainsKey(attribute) && attribute != "security.selinux"))
            {
                fixed (byte* key = Native(extra))
                {
                    if (Libc.removexattr(name, key) < 0) throw new PosixException(errno, "removexattr", path);
                }
            }
            foreach ((string attribute, byte[] value) in wanted.Attributes)
            {
                fixed (byte* key = Native(attribute), bytes = value)
                {
                    byte none = 0;
                    if (Libc.setxattr(name, key, bytes is null ? &none : bytes, (nuint)value.Length, 0) < 0) throw new PosixException(errno, "setxattr", path);
                }
            }
        }
    }

    private static void Write(int fd, byte[] content, string path)
    {
        fixed (byte* start = content)
        {
            for (int written = 0; written < content.Length;)
            {
                nint more = (nint)(long)write(fd, start + written, content.Length - written);
                int error = errno;
                if (more >= 0) written += (int)more;
                else if (error != EINTR) throw new PosixException(error, "write", path);
            }
        }
    }

    private static void Sync(int fd, string path)
    {
        while (fsync(fd) < 0)
        {
            int error = errno;
            if (error != EINTR) throw new PosixException(error, "fsync", path);
        }
    }

    // A renamed file is where it is for good only when its folder is on the disk: fsync(2), NOTES. An O_PATH descriptor cannot be synced.
    private static void Flush(Folder folder, string path)
    {
        using Folder open = Reopen(folder, path);
        Sync(open.Fd, path);
    }

    private static void Rename(Folder folder, string from, string to, string path)
    {
        fixed (byte* source = Native(from), target = Native(to))
        {
            while (Libc.renameat(folder.Fd, source, folder.Fd, target) < 0)
            {
                int error = errno;
                if (error != EINTR) throw new PosixException(error, "rename", path);
            }
        }
    }

    private static void RenameToNothing(Folder folder, string from, string to, string path)
    {
        fixed (byte* source = Native(from), target = Native(to))
        {
            while (Libc.renameat2(folder.Fd, source, folder.Fd, target, RENAME_NOREPLACE) < 0)
            {
                int error = errno;
                if (error == EINTR) continue;
                if (error == EEXIST) throw new ChangedException(path);
                // A filesystem that cannot: that nothing was there was seen a moment ago.
                if (error != EINVAL && error != ENOSYS) throw new PosixException(error, "rename", path);
                Rename(folder, from, to, path);
                return;
            }
        }
    }

    private static int Unlink(Folder folder, string name)
    {
        fixed (byte* bytes = Native(name))
        {
            int result;
            do result = unlinkat(folder.Fd, bytes, 0) == 0 ? 0 : errno;
            while (result == EINTR);
            return result;
        }
    }
}
