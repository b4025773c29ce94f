using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting.Systemd;
using RootlessHost.Daemon;
using RootlessHost.Facts;
using RootlessHost.Linux;
using Serilog.Core;

namespace RootlessHost.Commands;

/// <summary><c>serve</c>: the health endpoint, for probes, for Prometheus and for people.</summary>
internal sealed class ServeCommand : Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Option<string[]> _listen = new("--listen")
    {
        HelpName = "ADDRESS:PORT|unix:PATH",
        Description = "Listen there (repeatable), instead of where the configuration says: 127.0.0.1:10469 and unix:/run/rootless-host/health.sock. Sockets that systemd passes are used instead of those.",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _report = new("--report") { HelpName = "FILE", Description = "Serve the report that watch publishes, read again whenever it changes. Without it this process looks itself, as watch does." };
    private readonly InspectOptions _inspect = new();
    private readonly LogOptions _log = new();

    public ServeCommand() : base("serve", "Answer over HTTP whether the host is ready: for probes, for Prometheus, for people.")
    {
        Options.Add(_listen);
        Options.Add(_report);
        _inspect.AddTo(this);
        Options.Add(new RefusedOption("--format", "serve answers in the form that is asked for: /v1/report, /metrics, /health, /"));
        Options.Add(new RefusedOption("--output", "serve answers over HTTP; watch --report publishes a file"));
        _log.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        string? file = line.GetValue(_report);
        if (file is not null && _inspect.NamesWishes(line)) throw new UsageException("--report FILE: what is looked at is decided by who made that report");
        Configuration configuration = ConfigurationOf(line);
        IReadOnlyList<(int, EndPoint?)> passed = PassedSockets.All();
        ListenPlace[] listeners = Places(line.GetValue(_listen)!, passed.Count > 0 ? [] : configuration.Serve.Listen);
        if (listeners.Length + passed.Count == 0) throw new UsageException("nowhere to listen: --listen ADDRESS:PORT or unix:PATH");
        using Logger log = _log.Log(line);
        // Who looks itself tells how it goes by itself.
        var snapshots = new Snapshots(configuration.Watch.Interval, log, file is null ? null : SystemdNotify.Notifier);
        using Watcher? watcher = file is null ? WatcherFor(line, snapshots, log) : null;
        if (file is not null) new ReportFile(file, snapshots).Start();
        Serve(snapshots, watcher, listeners, passed, configuration.Serve.Detail, log).GetAwaiter().GetResult();
        watcher?.Stop();
        return ExitStatus.Good;
    }

    // What it finds is handed over in memory; nothing is changed, whatever [watch] says.
    private Watcher WatcherFor(ParseResult line, Snapshots snapshots, Logger log)
    {
        var watcher = new Watcher(
            () => _inspect.Assignment(line, watch => watch with { Enforce = false }, "serve"), document => Publish(snapshots, document), SystemdNotify.Notifier, log);
        new Thread(watcher.Run) { IsBackground = true, Name = "watcher" }.Start();
        return watcher;
    }

    private static void Publish(Snapshots snapshots, IReadOnlyList<ReadOnlyMemory<byte>> document)
    {
        snapshots.MakeRoom();
        byte[] bytes = new byte[document.Sum(piece => piece.Length)];
        int length = 0;
        foreach (ReadOnlyMemory<byte> piece in document)
        {
            piece.CopyTo(bytes.AsMemory(length));
            length += piece.Length;
        }
        snapshots.Publish(bytes, "the evaluation");
    }

    private static async Task Serve(Snapshots snapshots, Watcher? watcher, ListenPlace[] listeners, IReadOnlyList<(int, EndPoint?)> passed, string detail, Logger log)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        int hangups = 0;
        // Whoever looks itself reads its configuration again; where it listens stays. Of a report there is nothing to read that is not read when it changes.
        using PosixSignalRegistration reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            if (watcher is not null) watcher.RequestReload();
            else if (Interlocked.Exchange(ref hangups, 1) == 0) log.Information("SIGHUP: the report is read whenever it changes; where to listen, and what to tell there, is read at the start alone");
        });
        using KestrelServer server = await HealthServer.Start(new HealthApplication(snapshots, log), listeners, passed, detail, CancellationToken.None);
        // As the server says it: of port 0 the one that it got.
        IEnumerable<string> own = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Take(listeners.Length).Select(address => address["http://".Length..]);
        foreach (string place in own.Concat(passed.Select(socket => $"{socket.Item2}, passed"))) log.Information("listening on {Place:l}", place);
        Footprint.GiveBack(); // the start is over
        SystemdNotify.Notifier.Notify(ServiceState.Ready);
        await stopped.Task;
        SystemdNotify.Notifier.Notify(ServiceState.Stopping);
        using var patience = new CancellationTokenSource(Patience);
        await server.StopAsync(patience.Token);
    }

    private Configuration ConfigurationOf(ParseResult line)
    {
        using var root = Root.Live();
        return _inspect.Configuration(line, new HostFacts(root));
    }

    private static ListenPlace[] Places(string[] given, IReadOnlyList<string> configured)
    {
        try
        {
            return [.. (given.Length > 0 ? given : configured).Select(ListenPlace.Parse)];
        }
        catch (FormatException wrong) when (given.Length > 0)
        {
            throw new UsageException($"--listen {wrong.Message}");
        }
        catch (FormatException wrong)
        {
            throw new ConfigurationException($"serve.listen: {wrong.Message}");
        }
    }
}
