using System.Collections.ObjectModel;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The system calls behind <see cref="WritableRoot"/>: the way to a file, and what it is.</summary>
public sealed unsafe partial class WritableRoot
{
    // Some 2,800,000 rows of subordinate ids: what is changed is never larger.
    private const int Most = 64 << 20;

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

    private static byte[] Native(string path)
    {
        if (path.Contains('\0')) throw new RefusedException(path.Replace('\0', '?'), "a NUL byte in the name");
        return Encoding.UTF8.GetBytes(path + '\0');
    }
}
