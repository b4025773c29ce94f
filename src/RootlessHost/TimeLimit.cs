using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost;

/// <summary>
/// Ends the program when its time is up. A thread of its own: the other may sit in a call that the kernel does not finish, on a dead
/// network filesystem for example.
/// </summary>
internal static class TimeLimit
{
    // What is at work stops at the next step and takes back what it did; if even that does not come to its end, the next run does it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static void Start(TimeSpan limit, Interruption? interruption)
    {
        if (limit == TimeSpan.Zero) return;
        var thread = new Thread(() => Wait(limit, interruption), maxStackSize: 128 * 1024) { IsBackground = true, Name = "time limit" };
        thread.Start();
    }

    private static void Wait(TimeSpan limit, Interruption? interruption)
    {
        Thread.Sleep(limit);
        if (interruption is not null)
        {
            interruption.Request(Interruption.TimeIsUp);
            Thread.Sleep(Grace);
        }
        Standard.Say($"no answer within {limit.TotalSeconds:0.###} s");
        Immediately.Exit(ExitStatus.TimedOut);
    }
}
