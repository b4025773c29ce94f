using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>The program, asked to end at each system call that changes something, and at every eighth other: with SIGINT at one, with SIGTERM at the next.</summary>
public sealed class InterruptedTests(ITestOutputHelper output)
{
    private const int Interrupted = 128 + 2;
    private const int Terminated = 128 + 15;

    private const int Other = 8;

    [Fact]
    public void Apply_asked_to_end_at_any_system_call_has_done_all_or_nothing_and_gives_back_its_locks()
    {
        using FixtureHost before = Scratch.Make();
        var statuses = new SortedDictionary<int, int>();
        Disturbance[] points =
        [
            .. Scratch.Calls(before, Scratch.Apply).SelectMany(made => Enumerable.Range(1, made.Count).Where(number => made.Changing.Contains(number) || number % Other == 1).Select(number => (made.Call, number)))
                .Select((point, index) => Disturbance.Signal(point.Call, point.number, index % 2 == 0 ? "SIGINT" : "SIGTERM")),
        ];
        Disturbed.All(points, point =>
        {
            using FixtureHost host = Scratch.Copy(before);
            Ending ending = Scratch.Run(host, point, Scratch.Apply);
            statuses[ending.Status] = statuses.GetValueOrDefault(ending.Status) + 1;
            string where = $"{point} (status {ending.Status}: {ending.Errors.Trim()})";
            Assert.True(ending.Status is 0 || ending.Status == (point.Name == "SIGINT" ? Interrupted : Terminated), where);
            var wreck = new Wreck(host, where);
            // Behind the answer there is nothing left to stop.
            bool isDone = ending.Output.Contains("\nDone.", StringComparison.Ordinal);
            Assert.True(isDone || ending.Status != 0, where);
            Assert.Empty(wreck.Leftovers);
            Assert.True(isDone ? wreck.IsApplied : wreck.IsFresh, $"{where}: {string.Join(", ", wreck.Differs(isDone ? Scratch.Applied : Scratch.Fresh))}");
            Assert.DoesNotContain(Scratch.Journal(host), name => name.Contains("begun", StringComparison.Ordinal) || name.StartsWith('.'));
            wreck.CanBeMended();
        });
        output.WriteLine($"apply: asked to end at {points.Length} system calls; status {string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}"))}");
    }
}
