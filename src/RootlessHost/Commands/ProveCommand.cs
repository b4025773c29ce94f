using System.CommandLine;
using System.Diagnostics;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Proofs.Containers;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>prove</c>: does as the user what an engine would do, and says what worked. Nothing of it lasts.</summary>
internal sealed class ProveCommand : Command
{
    /// <summary>How long it may take unless somebody says otherwise: an emulated machine takes its time.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(600);

    /// <summary>For how long it may be cleaned up when the time is up: it is begun before.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The same of each proof.</summary>
    public static readonly TimeSpan UsualEach = TimeSpan.FromSeconds(60);

    private readonly InspectOptions _inspect = new();
    private readonly Option<string> _each = new("--each") { HelpName = "SECONDS", Description = "Give up a proof after so long. Each user has an equal share of what is left of --timeout, past which their proofs are unknown.", DefaultValueFactory = _ => "60" };
    private readonly Option<string?> _run = new("--run") { HelpName = "IMAGE-TAR", Description = "Also run COMMAND in a container of this image, through Podman, LXC or the user's Docker, without a network: what save or export wrote, plain or compressed with gzip." };
    private readonly Argument<string[]> _command = new("command") { HelpName = "COMMAND", Description = "With --run, and after \"--\": the program in the container, and its arguments. Default: true.", Arity = ArgumentArity.ZeroOrMore };
    private readonly AnswerOptions _answer = new(new TimeoutOption("600"), "text", "json");

    public ProveCommand() : base("prove", "Do as the user what an engine would do, and say what worked. Nothing of it lasts.")
    {
        _inspect.AddTo(this);
        _answer.AddTo(this);
        Options.Add(_each);
        Options.Add(_run);
        Arguments.Add(_command);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _inspect.RequireLive(line, Name);
        TimeSpan each = TimeoutOption.Seconds(_each.Name, line.GetValue(_each)!);
        long start = Stopwatch.GetTimestamp();
        using var interruption = new Interruption();
        TimeSpan limit = _answer.Begin(line, interruption, grace: Grace);
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        Scope scope = _inspect.Scope(line, host);
        ImageRun? image = Image(line, host, scope, interruption);
        using SharedFile? file = image?.File;
        ProofReport report = Prove(host, scope, each, ProofTime.Until(start, limit), interruption, image);
        _answer.Write(line, (stream, style) =>
        {
            if (_answer.Format(line) == "json") ProofJson.Write(report, stream);
            else ProofText.Write(report, stream, style);
        });
        return report.Worked ? ExitStatus.Good : ExitStatus.No;
    }

    private ImageRun? Image(ParseResult line, HostFacts host, Scope scope, Interruption interruption)
    {
        string[] command = line.GetValue(_command)!;
        if (line.GetValue(_run) is not { } path) return command.Length == 0 ? null : throw new UsageException($"'{command[0]}': a command is for --run IMAGE-TAR");
        IEngine[] engines = [.. scope.Engines.Where(engine => Contained.Engines.Contains(engine.Name))];
        if (engines.Length == 0) throw new UsageException($"--run: {Sentences.List(Contained.Engines)} run an image here, and none of them was asked for");
        if (Array.Find(engines, engine => host.ProgramAnywhere(Contained.ProgramOf(engine.Name)) is null) is { } absent) throw new UnavailableException($"{Contained.ProgramOf(absent.Name)} is not installed");
        SharedFile file = SharedFile.Open(path);
        try
        {
            using Stream stream = file.Read();
            return new ImageRun(path, file, ImageArchive.Read(stream, interruption.Check), command.Length == 0 ? ["true"] : command);
        }
        catch (FormatException damaged)
        {
            file.Dispose();
            throw new FormatException($"{path}: {damaged.Message}", damaged);
        }
    }

    /// <summary>Proves, and holds it against the checks, of which each is asked: any of them may be the reason.</summary>
    public static ProofReport Prove(HostFacts host, Scope scope, TimeSpan each, ProofTime time, Interruption interruption, ImageRun? image = null)
    {
        long start = Stopwatch.GetTimestamp();
        var outcomes = new Prover(host, scope, each, time, interruption, image).Prove();
        // A new look: what was proven may have started the user's systemd.
        using Root root = Root.Live();
        var after = new HostFacts(root) { SubidPolicy = host.SubidPolicy };
        Report checks = Look.At(after, scope with { Only = [], Skip = [], Strict = false });
        return ProofReport.Of(checks, outcomes) with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(start) };
    }
}
