using System.CommandLine;
using RootlessHost.Daemon;
using RootlessHost.Facts;
using RootlessHost.Linux;
using Serilog.Core;

namespace RootlessHost.Commands;

/// <summary><c>watch</c>: looks again whenever something changes, publishes the report, and with <c>--enforce</c> mends what is not as it should be.</summary>
internal sealed class WatchCommand : Command
{
    private const string ReportName = "report.json";

    private readonly InspectOptions _inspect = new();
    private readonly Option<string?> _report = new("--report", "--output", "-o") { HelpName = "FILE", Description = $"Publish the report as FILE, which is replaced in one step. Default: {ReportName} in the unit's RuntimeDirectory; without one none is published." };
    private readonly Option<string?> _interval = new("--interval") { HelpName = "TIME", Description = "Look at least so often, because not everything announces a change: 60s, 5m, 1h. Default: that of the configuration." };
    private readonly Option<bool> _enforce = new("--enforce") { Description = "Mend what is not as it should be, as apply does, as far as [apply] of the configuration allows." };
    private readonly Option<bool> _confined = new("--confined") { Description = "This process was given mounts of its own, as the unit does: what is mounted on the host is what process 1 sees. With --enforce nothing is mounted on the host." };
    private readonly LogOptions _log = new();

    public WatchCommand() : base("watch", "Keep looking: publish the report, say what changes, and with --enforce mend it.")
    {
        _inspect.AddTo(this);
        foreach (Option option in (Option[])[_report, _interval, _enforce, _confined]) Options.Add(option);
        Options.Add(new RefusedOption("--format", "watch publishes JSON; check --format has the others"));
        _log.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        using Logger log = _log.Log(line);
        string? report = line.GetValue(_report) ?? (Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } folders ? Path.Combine(folders.Split(':')[0], ReportName) : null);
        using var watcher = new Watcher(() => Load(line), document => Publish(report, document), SystemdNotify.Notifier, log);
        WatchHost.Run(watcher, log);
        return ExitStatus.Good;
    }

    /// <exception cref="UsageException">An option that is wrong, or a user that there is not.</exception>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    private Assignment Load(ParseResult line)
    {
        bool isConfined = line.GetValue(_confined);
        if (isConfined) _inspect.RequireLive(line, "watch --confined");
        TimeSpan? interval = line.GetValue(_interval) is not { } text ? null : WrittenTime.Parse(text) ?? throw new UsageException($"--interval takes a time such as 60s or 5m, not '{text}'");
        Assignment assignment = _inspect.Assignment(
            line, watch => watch with { Interval = interval ?? watch.Interval, Enforce = watch.Enforce || line.GetValue(_enforce) }, "watch --enforce", isConfined);
        // Whoever gave it mounts in which it may write says --enforce as well.
        if (isConfined && assignment.Watch.Enforce && !line.GetValue(_enforce)) throw new UsageException("--confined: the unit does not let it change the host, whatever [watch] says; enforce.conf beside the unit does");
        // Likewise whether the host may be changed at all.
        if (assignment.Watch.Enforce) assignment.Writable().Dispose();
        return assignment;
    }

    private static void Publish(string? report, IReadOnlyList<ReadOnlyMemory<byte>> document)
    {
        if (report is null) return;
        AtomicFile.Write(report, mode: 0b110_100_100, stream =>
        {
            foreach (ReadOnlyMemory<byte> piece in document) stream.Write(piece.Span);
        });
    }
}
