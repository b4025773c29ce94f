using System.Collections.Concurrent;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>The program, killed at each of its system calls: the first, the second, … of each name, until it runs to its end.</summary>
[Collection("crash")]
public sealed class KilledTests(ITestOutputHelper output)
{
    private const int Killed = 128 + 9;

    [Fact]
    public void Apply_killed_at_any_system_call_leaves_old_or_new_and_is_made_good_by_the_next() => KillEverywhere("apply", Scratch.Apply, Scratch.Make);

    [Fact]
    public void Undo_killed_at_any_system_call_leaves_old_or_new_and_is_made_good_by_the_next() => KillEverywhere("undo", Scratch.Undo, Disturbed.MakeApplied);

    [Fact]
    public void Taking_back_what_was_broken_off_may_be_killed_too() => KillEverywhere("undo after a crash", Scratch.Undo, Disturbed.MakeBrokenOff);

    private void KillEverywhere(string what, string[] command, Func<FixtureHost> make)
    {
        (string Name, int Before, int Count)[] calls;
        using (FixtureHost host = make()) calls = Scratch.Calls(host, command);
        int different = Wreck.Different;
        var points = new ConcurrentBag<(string, int)>();
        Disturbed.All(calls.SelectMany(call => Enumerable.Range(1, call.Count).Select(number => (call.Name, number))), point => Kill(point));
        // The runtime asks for memory now more often, now less.
        Disturbed.All(calls, call =>
        {
            int number = call.Count + 1;
            while (Kill((call.Name, number))) number++;
        });
        output.WriteLine($"{what}: killed at {points.Count} system calls; {Wreck.Different - different} different states of the host");
        Assert.True(points.Count >= calls.Sum(call => call.Count) * 9 / 10, $"only {points.Count} killed");

        bool Kill((string Name, int Number) point)
        {
            using FixtureHost host = make();
            Ending ending = Scratch.Run(host, $"signal=KILL:when={point.Number}", point.Name, command);
            if (ending.Status != Killed) return false;
            points.Add(point);
            var wreck = new Wreck(host, $"{what}, killed at {point.Name} number {point.Number}");
            wreck.IsWhole();
            wreck.CanBeMended();
            return true;
        }
    }
}
