using System.Collections.Concurrent;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>What the tests with disturbed runs share.</summary>
internal static class Disturbed
{
    /// <summary>A scratch host on which <c>apply</c> was.</summary>
    public static FixtureHost MakeApplied()
    {
        FixtureHost host = Scratch.Make();
        Assert.Equal(0, Scratch.Run(host, Scratch.Apply).Status);
        return host;
    }

    /// <summary>One on which <c>apply</c> was killed behind the account files: some of it is done, and the journal says so.</summary>
    public static FixtureHost MakeBrokenOff()
    {
        const int Helper = 10;
        FixtureHost host = Scratch.Make();
        Scratch.Run(host, $"signal=KILL:when={Helper}", "chmod", Scratch.Apply);
        Assert.Contains("000001.begun.json", Scratch.Journal(host));
        return host;
    }

    /// <summary>Does something for each, two at a time; what fails is told, all of it, when all is done.</summary>
    public static void All<T>(IEnumerable<T> each, Action<T> act)
    {
        var wrong = new ConcurrentQueue<string>();
        Parallel.ForEach(each, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, one =>
        {
            try
            {
                act(one);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.IAssertionException)
            {
                wrong.Enqueue(failure.Message);
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40))}");
    }
}
