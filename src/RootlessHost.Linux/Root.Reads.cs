using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The contents of files.</summary>
public sealed unsafe partial class Root
{
    /// <summary>A file has exactly these bytes. Not remembered, so that it can be compared with what is large without being kept.</summary>
    /// <exception cref="RefusedException">It is not a regular file.</exception>
    public bool Holds(string path, ReadOnlySpan<byte> bytes)
    {
        const int Most = 16 * 1024;
        if (Stat(path) is not { } status || status.Size != bytes.Length) return false;
        using Handle handle = OpenRegular(path);
        if (handle.IsAbsent || handle.IsNull) return false;
        byte* block = stackalloc byte[Most];
        while (true)
        {
            int read = (int)ReadMore(handle.Fd, new Span<byte>(block, Most), path);
            if (read == 0) return bytes.Length == 0;
            if (!bytes.StartsWith(new ReadOnlySpan<byte>(block, read))) return false;
            bytes = bytes[read..];
        }
    }

    private byte[]? ReadOf(string path, int limit)
    {
        // Neither /proc nor /sys holds a device or a FIFO that a plain open could disturb.
        bool harmless = IsLive && (path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal));
        using Handle handle = harmless ? Open(path, O_RDONLY) : OpenRegular(path);
        return handle.IsAbsent ? null : handle.IsNull ? [] : ReadToEnd(handle.Fd, handle.Size, path, limit, isSocketTable: harmless && path.StartsWith("/proc/net/", StringComparison.Ordinal));
    }

    private Handle OpenRegular(string path)
    {
        // On the machine itself the places that only root writes are looked at by name and then opened. Elsewhere the name could mean
        // something else the second time, so what was looked at is what is opened, through its descriptor.
        if (IsLive)
        {
            return StatOf(path, follow: true) is not { } known ? Handle.Absent
                : IsNullDevice(known) ? Handle.Null
                : Accept(known, path) ? Open(path, O_RDONLY, known.Size) : Handle.Absent;
        }
        using Handle found = OpenPath(path, follow: true);
        if (found.IsAbsent) return Handle.Absent;
        byte empty = 0;
        FileStatus status = StatusOf(found.Fd, &empty, AT_EMPTY_PATH, path)!;
        if (IsNullDevice(status)) return Handle.Null;
        Accept(status, path);
        fixed (byte* name = Native($"/proc/self/fd/{found.Fd}"))
        {
            int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
            return fd >= 0 ? new Handle(fd, status.Size) : throw new PosixException(errno, "open", path);
        }
    }

    // A link to /dev/null is how systemd and others mask a file: it reads as empty.
    private static bool IsNullDevice(FileStatus status) => status is { Kind: FileKind.CharacterDevice, Device: "1:3" };

    private static bool Accept(FileStatus status, string path) =>
        status.Kind == FileKind.Regular ? true : throw new RefusedException(path, $"{Describe(status.Kind)}, not a regular file");

    private static string Describe(FileKind kind) => kind switch
    {
        FileKind.Directory => "a directory",
        FileKind.Fifo => "a FIFO",
        FileKind.Socket => "a socket",
        FileKind.CharacterDevice => "a character device",
        FileKind.BlockDevice => "a block device",
        _ => "something special",
    };

    private static byte[] ReadToEnd(int fd, long size, string path, int limit, bool isSocketTable)
    {
        // Memory for what the file has and no more: most are a line, a package database is megabytes. /proc and /sys say zero, and any file
        // may grow or shrink meanwhile, so read until there is no more, whatever was said.
        const int Least = 4096;

        // The kernel fills a page with rows unless there are no more (fs/seq_file.c), and to find that out it walks every bucket of its
        // table of connections: 2.4 ms a walk on a machine of 24 GiB. A page that is not full has said it already.
        const int LongestRow = 512;
        if (size > limit) throw TooLarge(path, limit);
        byte[] buffer = size > Least ? new byte[size] : [];
        byte* more = stackalloc byte[Least];
        int length = 0;
        while (true)
        {
            bool isFull = length == buffer.Length;
            int room = isFull ? Least : Math.Min(Least, buffer.Length - length);
            int read = (int)ReadMore(fd, isFull ? new Span<byte>(more, Least) : buffer.AsSpan(length), path);
            if (read == 0) break;
            if (length + read > limit) throw TooLarge(path, limit);
            if (isFull)
            {
                Array.Resize(ref buffer, (int)Math.Min(limit, Math.Max(length + read, buffer.Length * 4L)));
                new ReadOnlySpan<byte>(more, read).CopyTo(buffer.AsSpan(length));
            }
            length += read;
            if (isSocketTable && read + LongestRow < room) break;
        }
        if (length < buffer.Length) Array.Resize(ref buffer, length);
        return buffer;
    }

    private static RefusedException TooLarge(string path, int limit) => new(path, $"larger than {limit} bytes");

    private static long ReadMore(int fd, Span<byte> into, string path)
    {
        fixed (byte* start = into)
        {
            while (true)
            {
                long read = (long)LibC.read(fd, start, into.Length);
                if (read >= 0) return read;
                int error = errno;
                if (error != EINTR) throw new PosixException(error, "read", path);
            }
        }
    }
}
