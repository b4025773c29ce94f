using System.CommandLine;
using System.Diagnostics;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>prove</c>: does as the user what an engine would do, and says what worked. Nothing of it lasts.</summary>
internal sealed class ProveCommand : Command
{
    /// <summary>How long it may take unless somebody says otherwise: an emulated machine takes its time.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(600);

    /// <summary>The same of each proof.</summary>
    public static readonly TimeSpan UsualEach = TimeSpan.FromSeconds(60);

    private readonly InspectOptions _inspect = new();
    private readonly Option<string> _each = new("--each") { HelpName = "SECONDS", Description = "Give up a proof after so long.", DefaultValueFactory = _ => "60" };
    private readonly AnswerOptions _answer = new(new TimeoutOption("600"), "text", "json");

    public ProveCommand() : base("prove", "Do as the user what an engine would do, and say what worked. Nothing of it lasts.")
    {
        _inspect.AddTo(this);
        _answer.AddTo(this);
        Options.Add(_each);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _inspect.RequireLive(line, Name);
        TimeSpan each = TimeoutOption.Seconds(_each.Name, line.GetValue(_each)!);
        using var interruption = new Interruption();
        _answer.Begin(line, interruption);
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        ProofReport report = Prove(host, _inspect.Scope(line, host), each, interruption);
        _answer.Write(line, (stream, style) =>
        {
            if (_answer.Format(line) == "json") ProofJson.Write(report, stream);
            else ProofText.Write(report, stream, style);
        });
        return report.Worked ? ExitStatus.Good : ExitStatus.No;
    }

    /// <summary>Proves, and holds it against the checks, of which each is asked: any of them may be the reason.</summary>
    public static ProofReport Prove(HostFacts host, Scope scope, TimeSpan each, Interruption interruption)
    {
        long start = Stopwatch.GetTimestamp();
        var outcomes = new Prover(host, scope, each, interruption).Prove();
        // A new look: what was proven may have started the user's systemd.
        using Root root = Root.Live();
        var after = new HostFacts(root) { SubidPolicy = host.SubidPolicy };
        Report checks = Look.At(after, scope with { Only = [], Skip = [], Strict = false });
        return ProofReport.Of(checks, outcomes) with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(start) };
    }
}
