using System.CommandLine;
using System.Diagnostics;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>check</c>: inspects the host and says for each engine and user whether it is ready, and why not.</summary>
internal sealed class CheckCommand : Command
{
    // A look is milliseconds; a session or a service takes seconds to come.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly InspectOptions _inspect = new();
    private readonly AnswerOptions _answer = new([.. AllFormats.List.Select(format => format.Name)]);
    private readonly Option<bool> _detailed = new("--detailed-exitcode") { Description = "Exit with 0 for ready, 2 when all that is missing can be mended by this program, 4 when none of it can, 6 for both." };

    private readonly Option<string?> _wait = new("--wait") { HelpName = "TIME", Description = "Look again and again until the host is ready, for so long: 30s, 5m. For the first minutes after a boot." };

    private readonly Option<bool> _prove = new("--prove") { Description = "Also do as the user what the engines would do, as prove does, and list what came of it." };

    private readonly Option<string> _warning = new("--warning", "-w") { HelpName = "RANGE", Description = "With --format nagios: the state is WARNING when the number of warnings is not in this range.", DefaultValueFactory = _ => "0" };
    private readonly Option<string> _critical = new("--critical", "-c") { HelpName = "RANGE", Description = "With --format nagios: the state is CRITICAL when the number of failures is not in this range.", DefaultValueFactory = _ => "0" };

    public CheckCommand() : base("check", "Say for each engine and user whether the host is ready, and why not.")
    {
        _inspect.AddTo(this);
        _answer.AddTo(this);
        Options.Add(_detailed);
        Options.Add(_wait);
        Options.Add(_prove);
        Options.Add(_warning);
        Options.Add(_critical);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        TimeSpan? wait = line.GetValue(_wait) is not { } text ? null : WrittenTime.Parse(text) ?? throw new UsageException($"--wait takes a time such as 30s or 5m, not '{text}'");
        bool proves = line.GetValue(_prove);
        foreach (Option<string> threshold in (Option<string>[])[_warning, _critical])
        {
            if (line.GetResult(threshold) is { Implicit: false } && _answer.Format(line) != "nagios") throw new UsageException($"{threshold.Name} is for --format nagios");
            _ = Range(line, threshold);
        }
        if (proves) _inspect.RequireLive(line, "check --prove");
        using Interruption? interruption = proves ? new Interruption() : null;
        long start = Stopwatch.GetTimestamp();
        TimeSpan limit = _answer.Begin(line, interruption, longer: (wait ?? TimeSpan.Zero) + (proves ? ProveCommand.Usual : TimeSpan.Zero), ProveCommand.Grace);
        while (true)
        {
            bool isLast = wait is null || Stopwatch.GetElapsedTime(start) >= wait;
            using Root root = _inspect.Root(line);
            if (LookAt(line, root, isLast) is { } report && (report.Ready || isLast)) return Answer(line, interruption is null ? report : Prove(line, root, interruption, report, ProofTime.Until(start, limit)));
            Thread.Sleep(Pause);
        }
    }

    // Null: who was named is not there yet. At a first boot accounts are made too.
    private Report? LookAt(ParseResult line, Root root, bool isLast)
    {
        long start = Stopwatch.GetTimestamp();
        var host = new HostFacts(root);
        try
        {
            return Look.At(host, _inspect.Scope(line, host), isWalked: WalksFindings(line)) with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(start) };
        }
        catch (UsageException absent) when (absent.MayCome && !isLast)
        {
            return null;
        }
        catch (ConfigurationException absent) when (absent.MayCome && !isLast)
        {
            return null;
        }
    }

    private bool WalksFindings(ParseResult line) =>
        line.GetValue(_detailed) || line.GetValue(_prove) || (!_answer.IsSilent(line) && AllFormats.Find(_answer.Format(line))!.WalksFindings(new Style(Verbose: _answer.IsVerbose(line))));

    private Report Prove(ParseResult line, Root root, Interruption interruption, Report report, ProofTime time)
    {
        var host = new HostFacts(root);
        ProofReport proofs = ProveCommand.Prove(host, _inspect.Scope(line, host), ProveCommand.UsualEach, time, interruption);
        return Folding.Fold(report, proofs.Proofs) with { Duration = report.Duration + proofs.Duration };
    }

    private int Answer(ParseResult line, Report report)
    {
        IFormat format = AllFormats.Find(_answer.Format(line))!;
        if (format is NagiosFormat) format = new NagiosFormat(Range(line, _warning), Range(line, _critical));
        _answer.Write(line, (stream, style) => format.Write(report, stream, style));
        return format is NagiosFormat nagios ? nagios.State(report)
            : line.GetValue(_detailed) ? Detailed(report)
            : report.Ready ? ExitStatus.Good : ExitStatus.No;
    }

    private static MonitoringRange Range(ParseResult line, Option<string> option) =>
        MonitoringRange.Parse(line.GetValue(option)!) ?? throw new UsageException($"{option.Name} takes a range such as 0, 2 or 1:5, not '{line.GetValue(option)}'");

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
