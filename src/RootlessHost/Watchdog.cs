using RootlessHost.Linux;

namespace RootlessHost;

/// <summary>
/// Ends the program when its time is up. A thread of its own: the other may sit in a call that the kernel does not finish, on a dead
/// network filesystem for example.
/// </summary>
internal static class Watchdog
{
    public static void Start(TimeSpan limit)
    {
        if (limit == TimeSpan.Zero) return;
        var thread = new Thread(() => Wait(limit), maxStackSize: 128 * 1024) { IsBackground = true, Name = "watchdog" };
        thread.Start();
    }

    private static void Wait(TimeSpan limit)
    {
        Thread.Sleep(limit);
        Standard.Say($"no answer within {limit.TotalSeconds:0.###} s");
        Immediately.Exit(ExitStatus.TimedOut);
    }
}
