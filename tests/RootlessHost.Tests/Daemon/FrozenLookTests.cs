using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting.Systemd;
using RootlessHost.Daemon;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;
using Serilog;

namespace RootlessHost.Tests.Daemon;

public sealed class FrozenLookTests
{
    [Fact]
    public async Task While_a_look_hangs_the_watchdog_hears_nothing_and_the_end_does_not_wait_for_it()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "" };
        using var isFrozen = new ManualResetEventSlim();
        using var thaw = new ManualResetEventSlim();
        var told = new Told();
        Root Open()
        {
            if (told.Messages.Count >= 2)
            {
                isFrozen.Set();
                thaw.Wait();
            }
            return Root.At(host.Folder);
        }
        Assignment assignment = new(
            Open, now => new Scope("/", [], [], RootlessHost.Engines.Needs.None), ApplyPolicy.Default, new WatchPolicy(TimeSpan.FromMilliseconds(50), false), () => WritableRoot.At(host.Folder));
        using var watcher = new Watcher(() => assignment, _ => { }, told, Serilog.Core.Logger.None);
        using var service = new WatchService(watcher);
        await service.StartAsync(TestContext.Current.CancellationToken);
        isFrozen.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        int before = told.Messages.Count;

        await Task.Delay(500, TestContext.Current.CancellationToken); // ten intervals
        Assert.Equal((2, 2), (before, told.Messages.Count));
        Assert.All(told.Messages, message => Assert.Equal("STATUS=ready\nWATCHDOG=1", message));
        long start = Stopwatch.GetTimestamp();
        await service.StopAsync(TestContext.Current.CancellationToken);
        TimeSpan waited = Stopwatch.GetElapsedTime(start);
        Assert.False(service.ExecuteTask!.IsCompleted);
        Assert.InRange(waited.TotalSeconds, 0.5, 20); // 0.7 where nobody else works
        thaw.Set();
        await service.ExecuteTask.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(2, told.Messages.Count); // too late to say anything
    }

    private sealed class Told : ISystemdNotifier
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public bool IsEnabled => true;

        public void Notify(ServiceState state) => Messages.Enqueue(state.ToString());
    }
}
