using System.CommandLine;
using System.Diagnostics;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>check</c>: inspects the host and says for each engine and user whether it is ready, and why not.</summary>
internal sealed class CheckCommand : Command
{
    private readonly InspectOptions _inspect = new();

    public CheckCommand() : base("check", "Say for each engine and user whether the host is ready, and why not.")
    {
        _inspect.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        long start = Stopwatch.GetTimestamp();
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        Report report = Look.At(host, _inspect.Scope(line, host)) with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(start) };
        TextReport.Write(report, Console.Out);
        return report.Ready ? ExitStatus.Good : ExitStatus.No;
    }
}
