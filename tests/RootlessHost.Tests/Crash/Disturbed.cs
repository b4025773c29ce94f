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
        Scratch.Run(host, Disturbance.Signal(SystemCall.Chmod, Helper, "SIGKILL"), Scratch.Apply);
        Assert.Contains("000001.begun.json", Scratch.Journal(host));
        return host;
    }

    /// <summary>Does something for each; what fails is told, all of it, when all is done.</summary>
    public static void All<T>(IEnumerable<T> each, Action<T> act)
    {
        var wrong = new List<string>();
        foreach (T one in each)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                act(one);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.IAssertionException)
            {
                wrong.Add(failure.Message);
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40))}");
    }
}
