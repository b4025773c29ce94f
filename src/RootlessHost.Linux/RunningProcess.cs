using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>A process, whoever's child it is, held so that its pid cannot become another's: pidfd_open(2).</summary>
public sealed unsafe class RunningProcess : IDisposable
{
    private const int SYS_pidfd_open = 434; // include/uapi/asm-generic/unistd.h, the same on every architecture

    private readonly SafeFileHandle _process;

    private RunningProcess(int fd) => _process = new SafeFileHandle(fd, ownsHandle: true);

    /// <summary>Null when there is no such process any more, or the kernel is older than 5.3.</summary>
    public static RunningProcess? TryOpen(int pid)
    {
        int fd = (int)Libc.syscall(SYS_pidfd_open, pid, 0, 0, 0, 0);
        return fd < 0 ? null : new RunningProcess(fd);
    }

    /// <returns>It has ended.</returns>
    public bool AwaitEnd(TimeSpan limit)
    {
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        var wanted = new Libc.pollfd { fd = (int)_process.DangerousGetHandle(), events = Libc.POLLIN };
        while (true)
        {
            int ready = Libc.poll(&wanted, 1, (int)Math.Clamp(until - Environment.TickCount64, 0, int.MaxValue));
            if (ready > 0) return true;
            if (ready == 0 || errno != EINTR) return false;
        }
    }

    public void Dispose() => _process.Dispose();
}
