using System.Diagnostics.CodeAnalysis;

namespace RootlessHost.Linux;

/// <summary>The end of this process, now: no handler runs and no other thread is waited for, even one that the kernel holds in a call.</summary>
public static class Immediately
{
    [DoesNotReturn]
    public static void Exit(int status)
    {
        Libc._exit(status);
        throw new InvalidOperationException("_exit returned");
    }
}
