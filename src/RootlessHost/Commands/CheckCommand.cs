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
    private readonly AnswerOptions _answer = new([.. AllFormats.List.Select(format => format.Name)]);
    private readonly Option<bool> _detailed = new("--detailed-exitcode") { Description = "Exit with 0 for ready, 2 when all that is missing can be mended by this program, 4 when none of it can, 6 for both." };

    public CheckCommand() : base("check", "Say for each engine and user whether the host is ready, and why not.")
    {
        _inspect.AddTo(this);
        _answer.AddTo(this);
        Options.Add(_detailed);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        long start = Stopwatch.GetTimestamp();
        _answer.Begin(line);
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        Report report = Look.At(host, _inspect.Scope(line, host)) with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(start) };
        IFormat format = AllFormats.Find(_answer.Format(line))!;
        _answer.Write(line, (stream, style) => format.Write(report, stream, style));
        return format is NagiosFormat ? NagiosFormat.State(report)
            : line.GetValue(_detailed) ? Detailed(report)
            : report.Ready ? ExitStatus.Good : ExitStatus.No;
    }

    private static int Detailed(Report report)
    {
        if (report.Ready) return ExitStatus.Good;
        int status = 0;
        foreach (Judgement judgement in report.Findings)
        {
            if (Sentences.Blocks(report.Scope, judgement)) status |= judgement.Finding.Remedy is { Automatic: true } ? ExitStatus.Fixable : ExitStatus.Blocked;
            if (status == (ExitStatus.Fixable | ExitStatus.Blocked)) break;
        }
        return status;
    }
}
