using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;

namespace RootlessHost.Daemon;

/// <summary>The process of <c>watch</c>: its service, its signals and its end.</summary>
internal static class WatchHost
{
    // The service has its own: how long a transaction takes to its end is not for a clock to say.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    public static void Run(Watcher watcher, Logger log)
    {
        // Empty: the usual one obeys an appsettings.json that lies in the working directory.
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSerilog(log);
        SystemdNotify.AddTo(builder.Services);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Longest);
        using var service = new WatchService(watcher);
        builder.Services.AddSingleton<IHostedService>(service);
        using IHost host = builder.Build();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using PosixSignalRegistration reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            watcher.RequestReload();
        });
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            host.Run();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped before it had begun.
        }
        if (service.ExecuteTask is { IsFaulted: true, Exception: { } bug }) throw bug.InnerException ?? bug;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        }
    }
}
