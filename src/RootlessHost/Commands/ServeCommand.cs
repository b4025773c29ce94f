using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RootlessHost.Daemon;
using RootlessHost.Facts;
using RootlessHost.Linux;

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

    private readonly Option<string?> _report = new("--report") { HelpName = "FILE", Description = "The report that watch publishes, read again whenever it changes." };
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = $"What should be, instead of {Configuration.Path} and {Configuration.Folder}/*.toml." };

    public ServeCommand() : base("serve", "Answer over HTTP whether the host is ready: for probes, for Prometheus, for people.")
    {
        Options.Add(_listen);
        Options.Add(_report);
        Options.Add(_config);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        string file = line.GetValue(_report) ?? throw new UsageException("--report FILE: the report to serve");
        Configuration configuration = ConfigurationOf(line);
        IReadOnlyList<(int, EndPoint?)> passed = PassedSockets.All();
        ListenPlace[] listeners = Places(line.GetValue(_listen)!, passed.Count > 0 ? [] : configuration.Serve.Listen);
        if (listeners.Length + passed.Count == 0) throw new UsageException("nowhere to listen: --listen ADDRESS:PORT or unix:PATH");
        var snapshots = new Snapshots(configuration.Watch.Interval, Standard.Say);
        new ReportFile(file, snapshots).Start();
        Serve(snapshots, listeners, passed, configuration.Serve.Detail).GetAwaiter().GetResult();
        return ExitStatus.Good;
    }

    private static async Task Serve(Snapshots snapshots, ListenPlace[] listeners, IReadOnlyList<(int, EndPoint?)> passed, string detail)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using KestrelServer server = await HealthServer.Start(new HealthApplication(snapshots, Standard.Say), listeners, passed, detail, CancellationToken.None);
        // As the server says it: of port 0 the one that it got.
        IEnumerable<string> own = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Take(listeners.Length).Select(address => address["http://".Length..]);
        foreach (string place in own.Concat(passed.Select(socket => $"{socket.Item2}, passed"))) Standard.Say($"listening on {place}");
        await stopped.Task;
        using var patience = new CancellationTokenSource(Patience);
        await server.StopAsync(patience.Token);
    }

    private Configuration ConfigurationOf(ParseResult line)
    {
        using var root = Root.Live();
        return Configuration.Of(new HostFacts(root), line.GetValue(_config));
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
