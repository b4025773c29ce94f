using System.Collections.Concurrent;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>The program, asked to end at every second of its system calls: with SIGTERM at one, with SIGINT at the next.</summary>
[Collection("crash")]
public sealed class InterruptedTests(ITestOutputHelper output)
{
    private const int Interrupted = 128 + 2;
    private const int Terminated = 128 + 15;

    [Fact]
    public void Apply_asked_to_end_at_any_system_call_has_done_all_or_nothing_and_gives_back_its_locks()
    {
        (string Name, int Before, int Count)[] calls;
        using (FixtureHost host = Scratch.Make()) calls = Scratch.Calls(host, Scratch.Apply);
        var statuses = new ConcurrentDictionary<int, int>();
        (string Name, int Number)[] points = [.. calls.SelectMany(call => Enumerable.Range(0, (call.Count + 1) / 2).Select(number => (call.Name, (2 * number) + 1)))];
        Disturbed.All(points, point =>
        {
            using FixtureHost host = Scratch.Make();
            string signal = point.Number % 4 == 1 ? "INT" : "TERM";
            Ending ending = Scratch.Run(host, $"signal={signal}:when={point.Number}", point.Name, Scratch.Apply);
            statuses.AddOrUpdate(ending.Status, 1, (_, count) => count + 1);
            string where = $"SIG{signal} at {point.Name} number {point.Number} (status {ending.Status}: {ending.Errors.Trim()})";
            Assert.True(ending.Status is 0 || ending.Status == (signal == "INT" ? Interrupted : Terminated), where);
            var wreck = new Wreck(host, where);
            // Behind the answer there is nothing left to stop.
            bool isDone = ending.Output.Contains("\nDone.", StringComparison.Ordinal);
            Assert.True(isDone || ending.Status != 0, where);
            Assert.Empty(wreck.Leftovers);
            Assert.True(isDone ? wreck.IsApplied : wreck.IsFresh, $"{where}: {string.Join(", ", wreck.Differs(isDone ? Scratch.Applied : Scratch.Fresh))}");
            Assert.DoesNotContain(Scratch.Journal(host), name => name.Contains("begun", StringComparison.Ordinal) || name.StartsWith('.'));
            wreck.CanBeMended();
        });
        output.WriteLine($"apply: asked to end at {points.Length} system calls; status {string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}");
    }
}
