using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// A file that is whole or not there: written beside its place under a name of its own, brought to the disk, then renamed over it.
/// A symbolic link in its place is replaced, never followed. Not promised: the old file's owner, mode and attributes.
/// </summary>
public static unsafe class AtomicFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">Its place. What is there already must be a regular file or a symbolic link.</param>
    /// <param name="mode">Its permission bits, less the umask.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="PosixException">It could not be written; nothing is left behind.</exception>
    /// <exception cref="IOException">There is something in its place that a file must not replace: a device, a FIFO, a directory.</exception>
    public static void Write(string path, uint mode, Action<Stream> write)
    {
        if (path.Length == 0) throw new IOException("write '': no file has an empty name");
        string full = Path.GetFullPath(path);
        Refuse(path, full);
        string folder = Path.GetDirectoryName(full)!;
        // Not the name's own ending: what collects "*.prom" must not see half of it.
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{RandomName.Next()}~");
        int fd = Open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode, path);
        bool done = false;
        try
        {
            using (var stream = new FileStream(new SafeFileHandle((nint)fd, ownsHandle: true), FileAccess.Write, bufferSize: 64 * 1024))
            {
                write(stream);
                stream.Flush();
                if (fsync(fd) < 0) throw new PosixException(errno, "fsync", path);
            }
            Rename(temporary, full, path);
            done = true;
            FlushFolder(folder);
        }
        finally
        {
            if (!done) Remove(temporary);
        }
    }

    private static void Refuse(string path, string full)
    {
        if (full.StartsWith("/dev/", StringComparison.Ordinal)) throw new IOException($"write {path}: below /dev, where no file is replaced");
        using var root = Root.Live();
        if (root.StatLink(full) is { Kind: not (FileKind.Regular or FileKind.Link) }) throw new IOException($"write {path}: not a regular file");
    }

    private static int Open(string name, int flags, uint mode, string shown)
    {
        fixed (byte* bytes = Native(name))
        {
            int fd = open(bytes, flags, (mode_t)mode);
            return fd >= 0 ? fd : throw new PosixException(errno, "open", shown);
        }
    }

    private static void Rename(string from, string to, string shown)
    {
        fixed (byte* source = Native(from), target = Native(to))
        {
            if (Libc.rename(source, target) < 0) throw new PosixException(errno, "rename", shown);
        }
    }

    private static void Remove(string name)
    {
        fixed (byte* bytes = Native(name))
        {
            _ = unlink(bytes);
        }
    }

    // Without it the rename may be lost with the power. The file is whole either way, so a filesystem that cannot is no failure.
    private static void FlushFolder(string folder)
    {
        fixed (byte* bytes = Native(folder))
        {
            int fd = open(bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
            if (fd < 0) return;
            _ = fsync(fd);
            _ = close(fd);
        }
    }

    private static byte[] Native(string path) => Encoding.UTF8.GetBytes(path + '\0');
}
