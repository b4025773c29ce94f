using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The lock that shadow's tools take first, and what both kinds have in common.</summary>
public sealed unsafe partial class WritableRoot
{
    private const int PollMilliseconds = 10;

    /// <summary>
    /// A write lock on a whole file, fcntl(2), which is made when it is not there: what lckpwdf(3) takes on /etc/.pwd.lock. It is this process's, and gone when
    /// the process is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="wait">Says whether to go on waiting; called every 10 ms.</param>
    /// <exception cref="BusyException">It is held by somebody else, and the time is up.</exception>
    public IDisposable LockFile(string path, Func<bool> wait)
    {
        // Not lckpwdf(3): away from the main thread it never gives up, and it uses the process's alarm.
        using Folder folder = Enter(path, out string name);
        if (folder.IsAbsent) throw new PosixException(ENOENT, "open", path);
        int fd = OpenLock(folder, name, path);
        var held = new Held(() => _ = close(fd));
        try
        {
            while (true)
            {
                flock wanted = new() { l_type = (short)F_WRLCK, l_whence = (short)SEEK_SET };
                if (fcntl(fd, F_SETLK, &wanted) == 0) return held;
                int error = errno;
                if (error != EACCES && error != EAGAIN && error != EINTR) throw new PosixException(error, "lock", path);
                if (!wait())
                {
                    flock other = new() { l_type = (short)F_WRLCK, l_whence = (short)SEEK_SET };
                    int pid = fcntl(fd, F_GETLK, &other) == 0 ? (int)other.l_pid : 0;
                    throw new BusyException(path, Describe(pid));
                }
                Pause();
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // To open a FIFO for writing waits for its reader, and to open a device may do something.
    private int OpenLock(Folder folder, string name, string path)
    {
        using (Folder there = Descend(folder, name, path, O_PATH))
        {
            if (!there.IsAbsent && (StatusOf(there.Fd, path).stx_mode & 0xF000) != 0x8000) throw new RefusedException(path, $"not a regular file, so nobody can hold it: {RemovalOf(path, "rm -r")}");
        }
        fixed (byte* bytes = Native(name))
        {
            int fd = openat(folder.Fd, bytes, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, (mode_t)0b110_000_000);
            return fd >= 0 ? fd : throw new PosixException(errno, "open", path);
        }
    }

    private static string Describe(int pid) => pid <= 0 ? "another process" : CommandOf(pid) is { } command ? $"pid {pid} ({command})" : $"pid {pid}";

    private static string? CommandOf(int pid)
    {
        using var here = Root.Live();
        try
        {
            return here.ReadText($"/proc/{pid}/comm")?.Trim() is { Length: > 0 } command ? command : null;
        }
        catch (IOException)
        {
            return null; // it ended this moment, or may not be looked at
        }
    }

    private string RemovalOf(string path, string command = "rm")
    {
        string whole = _directory + path;
        return whole.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_') ? $"{command} {whole}" : $"{command} '{whole.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static void Pause() => _ = Libc.poll(null, 0, PollMilliseconds);

    private sealed class Held(Action release) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            if (_isReleased) return;
            _isReleased = true;
            release();
        }
    }
}
