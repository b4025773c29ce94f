using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>How many files and sockets this process may have open, RLIMIT_NOFILE of getrlimit(2).</summary>
public static unsafe class OpenFileLimit
{
    private const int RLIMIT_NOFILE = 7; // on x86-64 and arm64 alike

    /// <summary>Raises it to <paramref name="wanted"/>, or as far as this process is allowed to.</summary>
    /// <returns>What it is then.</returns>
    public static long Raise(long wanted)
    {
        Libc.rlimit limit;
        if (Libc.getrlimit(RLIMIT_NOFILE, &limit) < 0) throw new PosixException(errno, "getrlimit", "RLIMIT_NOFILE");
        if (limit.rlim_cur >= (ulong)wanted) return wanted;
        limit.rlim_cur = Math.Min((ulong)wanted, limit.rlim_max);
        if (Libc.setrlimit(RLIMIT_NOFILE, &limit) < 0) throw new PosixException(errno, "setrlimit", "RLIMIT_NOFILE");
        return (long)limit.rlim_cur;
    }
}
