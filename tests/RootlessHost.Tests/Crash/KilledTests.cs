using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>
/// The program, killed at its system calls. <c>apply</c> at each: the first, the second, … of each name, until it runs to its end. <c>undo</c> where it changes
/// something, and at the last of each name: between two of those it leaves what it leaves at the second.
/// </summary>
public sealed class KilledTests(ITestOutputHelper output)
{
    private const int Killed = 128 + 9;

    [Fact]
    public void Apply_killed_at_any_system_call_leaves_old_or_new_and_is_made_good_by_the_next() => KillEverywhere("apply", Scratch.Apply, Scratch.Make(), atEach: true);

    [Fact]
    public void Undo_killed_at_any_system_call_leaves_old_or_new_and_is_made_good_by_the_next() => KillEverywhere("undo", Scratch.Undo, Disturbed.MakeApplied());

    [Fact]
    public void Taking_back_what_was_broken_off_may_be_killed_too() => KillEverywhere("undo after a crash", Scratch.Undo, Disturbed.MakeBrokenOff());

    private void KillEverywhere(string what, string[] command, FixtureHost before, bool atEach = false)
    {
        using FixtureHost _ = before;
        MadeCalls[] calls = Scratch.Calls(before, command);
        (SystemCall Call, int Number)[] points = [.. calls.SelectMany(made => (atEach ? Enumerable.Range(1, made.Count) : made.Changing.Append(made.Count).Distinct()).Select(number => (made.Call, number)))];
        var states = new HashSet<string>(StringComparer.Ordinal);
        int killed = 0;
        Disturbed.All(points, point => Kill(point.Call, point.Number));
        // The runtime asks for memory now more often, now less.
        Disturbed.All(calls.Where(_ => atEach), made =>
        {
            int number = made.Count + 1;
            while (Kill(made.Call, number)) number++;
        });
        output.WriteLine($"{what}: killed at {killed} system calls; {states.Count} different states of the host");
        Assert.True(killed >= points.Length * 9 / 10, $"only {killed} killed");

        bool Kill(SystemCall call, int number)
        {
            using FixtureHost host = Scratch.Copy(before);
            var kill = Disturbance.Signal(call, number, "SIGKILL");
            Ending ending = Scratch.Run(host, kill, command);
            if (ending.Status != Killed) return false;
            killed++;
            var wreck = new Wreck(host, $"{what}, {kill}");
            wreck.IsWhole();
            wreck.CanBeMended();
            states.Add(wreck.State);
            return true;
        }
    }
}
