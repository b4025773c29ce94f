using System.Collections.ObjectModel;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The system calls behind <see cref="WritableRoot"/>.</summary>
public sealed unsafe partial class WritableRoot
{
    // Some 2,800,000 rows of subordinate ids: what is changed is never larger.
    private const int Most = 64 << 20;

    private const uint RENAME_NOREPLACE = 1; // include/uapi/linux/fs.h

    private static readonly IReadOnlyDictionary<string, byte[]> None = ReadOnlyDictionary<string, byte[]>.Empty;

    private static WritableRoot At(string directory, bool isLive)
    {
        fixed (byte* path = Native(directory))
        {
            int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            if (fd < 0) throw new PosixException(errno, "open", directory);
            var top = new SafeFileHandle(fd, ownsHandle: true);
            return new WritableRoot(top, directory, isLive, isLive ? 0 : (uint)StatusOf(fd, directory).stx_uid);
        }
    }

    // The folder of a path, reached without following a link.
    private Folder Enter(string path, out string name)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!path.StartsWith('/') || names.Length == 0 || names.Contains("..") || names.Contains(".")) throw new RefusedException(path, "not a plain path");
        name = names[^1];
        Folder at = Folder.Borrow((int)_top.DangerousGetHandle());
        foreach (string next in names.AsSpan(0, names.Length - 1))
        {
            Folder inner = Descend(at, next, path, O_PATH | O_DIRECTORY);
            at.Dispose();
            if (inner.IsAbsent) return Folder.Absent;
            at = inner;
        }
        return at;
    }

    private static Folder Descend(Folder folder, string name, string path, int flags)
    {
        fixed (byte* bytes = Native(name))
        {
            while (true)
            {
                int fd = openat(folder.Fd, bytes, flags | O_NOFOLLOW | O_CLOEXEC | ((flags & O_PATH) == 0 ? O_NONBLOCK | O_NOCTTY : 0), 0);
                if (fd >= 0) return Folder.Own(fd);
                int error = errno;
                if (error == EINTR) continue;
                // A link where a folder should be: ENOTDIR with O_PATH|O_DIRECTORY, ELOOP without.
                if (error == ENOENT) return Folder.Absent;
                throw new PosixException(error, "open", path);
            }
        }
    }

    private static FileState? ReadIn(Folder folder, string name, string path)
    {
        using Folder file = Descend(folder, name, path, O_PATH);
        if (file.IsAbsent) return null;
        FileState state = AttributesOf(file, path, out FileStatus status);
        if (status.Kind != FileKind.Regular) throw new RefusedException(path, "not a regular file");
        if (status.Links > 1) throw new RefusedException(path, $"a file with {status.Links} names (hard links)");
        using Folder open = Reopen(file, path);
        return state with { Content = ReadToEnd(open.Fd, path, status.Size) };
    }

    private static Folder Reopen(Folder file, string path)
    {
        fixed (byte* bytes = Native(file.Path))
        {
            int fd = open(bytes, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
            return fd >= 0 ? Folder.Own(fd) : throw new PosixException(errno, "open", path);
        }
    }

    private static byte[] ReadToEnd(int fd, string path, long size)
    {
        if (size > Most) throw new RefusedException(path, $"larger than {Most} bytes");
        // As much room as it says it has: what is read under locks is read into no more memory than that. It may grow or shrink meanwhile.
        byte[] content = new byte[size];
        int length = 0;
        byte last = 0;
        while (true)
        {
            bool isFull = length == content.Length;
            nint more;
            int error;
            fixed (byte* start = content)
            {
                more = (nint)(long)(isFull ? read(fd, &last, 1) : read(fd, start + length, content.Length - length));
                error = errno;
            }
            if (more < 0 && error == EINTR) continue;
            if (more < 0) throw new PosixException(error, "read", path);
            if (more == 0) break;
            if (isFull)
            {
                Array.Resize(ref content, Math.Max(content.Length * 2, 64));
                content[length] = last;
            }
            length += (int)more;
            if (length > Most) throw new RefusedException(path, $"larger than {Most} bytes");
        }
        return length == content.Length ? content : content[..length];
    }

    private static FileState AttributesOf(Folder file, string path, out FileStatus status)
    {
        statx raw = StatusOf(file.Fd, path);
        status = new FileStatus(raw.stx_mode, raw.stx_uid, raw.stx_gid, (long)raw.stx_size, raw.stx_nlink, "0:0", raw.stx_mtime.tv_sec);
        if (status.Kind == FileKind.Link) throw new RefusedException(path, "a symbolic link");
        return new FileState(null, status.Permissions, status.Uid, status.Gid, ReadAttributesOf(file, path));
    }

    private static statx StatusOf(int fd, string path)
    {
        statx status;
        byte empty = 0;
        return statx(fd, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, &status) == 0 ? status : throw new PosixException(errno, "stat", path);
    }

    private uint GroupOfTop() => StatusOf((int)_top.DangerousGetHandle(), "/").stx_gid;

    // An O_PATH descriptor has no attributes; its name below /proc/self/fd leads to the file that has.
    private static IReadOnlyDictionary<string, byte[]> ReadAttributesOf(Folder file, string path)
    {
        const int Length = 64 * 1024; // XATTR_LIST_MAX and XATTR_SIZE_MAX, include/uapi/linux/limits.h
        fixed (byte* name = Native(file.Path))
        {
            // Most files have none, and room is not made for what is not there.
            nint length = Libc.listxattr(name, null, 0);
            int error = errno;
            if (length == 0 || (length < 0 && error == ENOTSUP)) return None;
            if (length < 0) throw new PosixException(error, "listxattr", path);
        }
        byte[] block = new byte[Length];
        fixed (byte* name = Native(file.Path), buffer = block)
        {
            nint length = Libc.listxattr(name, buffer, Length);
            if (length < 0) throw new PosixException(errno, "listxattr", path);
            var attributes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (string attribute in Encoding.UTF8.GetString(block, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                fixed (byte* key = Native(attribute))
                {
                    nint size = Libc.getxattr(name, key, buffer, Length);
                    if (size < 0) throw new PosixException(errno, "getxattr", path);
                    attributes[attribute] = block[..(int)size];
                }
            }
            return attributes;
        }
    }

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

    private static byte[] Native(string path)
    {
        if (path.Contains('\0')) throw new RefusedException(path.Replace('\0', '?'), "a NUL byte in the name");
        return Encoding.UTF8.GetBytes(path + '\0');
    }

    /// <summary>An open descriptor: of a folder on the way, or of the file at its end.</summary>
    private readonly ref struct Folder
    {
        private readonly bool _isOwn;

        private Folder(int fd, bool isOwn) => (Fd, _isOwn) = (fd, isOwn);

        public static Folder Absent => new(-1, isOwn: false);

        public int Fd { get; }

        public bool IsAbsent => Fd < 0;

        /// <summary>A name that leads to the very file, whatever its own name leads to by now.</summary>
        public string Path => $"/proc/self/fd/{Fd}";

        public static Folder Own(int fd) => new(fd, isOwn: true);

        public static Folder Borrow(int fd) => new(fd, isOwn: false);

        public void Dispose()
        {
            if (_isOwn) _ = close(Fd);
        }
    }
}
