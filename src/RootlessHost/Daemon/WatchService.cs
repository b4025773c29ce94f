using Microsoft.Extensions.Hosting;

namespace RootlessHost.Daemon;

/// <summary>The watching as a service of the host: started when the first look is over, and ended within a second.</summary>
internal sealed class WatchService(Watcher watcher) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(watcher.First, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        watcher.Stop();
        if (ExecuteTask is not { } running) return;
        // A look is left alone, for it may sit in a call that the kernel does not finish; a transaction is not.
        do await Task.WhenAny(running, Task.Delay(Patience, CancellationToken.None));
        while (!running.IsCompleted && watcher.IsAtWork);
    }

    // A thread of its own: it waits in the kernel, and what changes the host does so on one thread.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(watcher.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
