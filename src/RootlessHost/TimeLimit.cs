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

    /// <param name="limit">The time; zero for ever.</param>
    /// <param name="interruption">Gets to know that it is up; null where nothing is to be taken back.</param>
    /// <param name="grace">For how long that may take; null for as long as a transaction may.</param>
    public static void Start(TimeSpan limit, Interruption? interruption, TimeSpan? grace = null)
    {
        if (limit == TimeSpan.Zero) return;
        var thread = new Thread(() => Wait(limit, interruption, grace ?? Grace), maxStackSize: 128 * 1024) { IsBackground = true, Name = "time limit" };
        thread.Start();
    }

    private static void Wait(TimeSpan limit, Interruption? interruption, TimeSpan grace)
    {
        Thread.Sleep(limit);
        if (interruption is not null)
        {
            interruption.Request(Interruption.TimeIsUp);
            Thread.Sleep(grace);
        }
        Standard.Say($"no answer within {limit.TotalSeconds:0.###} s");
        Immediately.Exit(ExitStatus.TimedOut);
    }
}
