using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using RootlessHost.Commands;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>The list of commands, and the one place where what went wrong becomes a line and a status.</summary>
internal static class Program
{
    internal static readonly (string Name, Func<Command> Make)[] Verbs =
    [
        ("check", static () => new CheckCommand()),
        ("list", static () => new ListCommand()),
        ("explain", static () => new ExplainCommand()),
        ("plan", static () => new PlanCommand()),
        ("apply", static () => new ApplyCommand()),
        ("undo", static () => new UndoCommand()),
        ("history", static () => new HistoryCommand()),
        ("prove", static () => new ProveCommand()),
        ("ids", static () => new IdsCommand()),
        ("capture", static () => new CaptureCommand()),
        ("watch", static () => new WatchCommand()),
        ("serve", static () => new ServeCommand()),
        ("schema", static () => new SchemaCommand()),
        ("completion", static () => new CompletionCommand()),
        ("version", static () => new VersionCommand()),
    ];

    private static bool _quiet;

    private static int Main(string[] args)
    {
        try
        {
            if (args is [Proofs.Stage.Word, .. var stage]) return Proofs.Stage.Run(stage);
            if (args is [Root.LookWord]) return AnswerLooks();
            Root.LookProgram = "/proc/self/exe";
            _quiet = args.Contains("-q") || args.Contains("--quiet");
            return Run(args);
        }
        catch (UsageException wrong)
        {
            return Fail(ExitStatus.Usage, wrong.Message);
        }
        catch (ConfigurationException wrong)
        {
            return Fail(ExitStatus.BadConfiguration, wrong.Message);
        }
        catch (FormatException wrong)
        {
            return Fail(ExitStatus.BadInput, wrong.Message);
        }
        catch (UnavailableException absent)
        {
            return Fail(ExitStatus.Unavailable, absent.Message);
        }
        catch (NotPermittedException wrong)
        {
            return Fail(ExitStatus.NotPermitted, wrong.Message);
        }
        catch (ChangedException changed)
        {
            return Fail(ExitStatus.Busy, $"{changed.Message}; nothing was changed here: try again");
        }
        catch (BusyException busy)
        {
            return Fail(ExitStatus.Busy, $"{busy.Message}; nothing was changed: try again");
        }
        catch (InterruptedException stop)
        {
            return Fail(ExitStatus.Of(stop), $"{stop.Message}; the host is as it was");
        }
        catch (PosixException failure) when (failure.IsBrokenPipe)
        {
            return ExitStatus.InputOutput; // whoever read the answer has seen enough
        }
        catch (PosixException failure) when (failure is { IsPermission: true, IsOfStream: false })
        {
            return Fail(ExitStatus.NotPermitted, failure.Message);
        }
        catch (IOException failure)
        {
            return Fail(ExitStatus.InputOutput, failure is PosixException { WayOut: { } way } ? $"{failure.Message}; {way}" : failure.Message);
        }
        catch (UnauthorizedAccessException failure)
        {
            return Fail(ExitStatus.NotPermitted, failure.Message);
        }
#pragma warning disable CA1031 // the last resort: a bug in here is one line, never a stack trace
        catch (Exception bug)
#pragma warning restore CA1031
        {
            if (!args.Contains("-v") && !args.Contains("--verbose")) return Fail(ExitStatus.Bug, $"bug: {bug.GetType().Name}: {bug.Message}");
            if (!_quiet) Standard.SayLines($"bug: {bug}".Split('\n'));
            return ExitStatus.Bug;
        }
    }

    // What may never be answered is asked of this process, which whoever asks can do without.
    private static int AnswerLooks()
    {
        using var root = Root.LivePatient();
        _ = new Facts.HostFacts(root);
        root.ServeLooks(Console.In, Console.Out);
        return ExitStatus.Good;
    }

    private static int Run(string[] args)
    {
        Command root = Tree(args);
        foreach (Option option in root.Options)
        {
            if (option is VersionOption) option.Action = new PrintVersion();
            if (option is HelpOption { Action: HelpAction help }) help.MaxWidth = 80;
        }
        // A word that begins with @ is a group of users, not a file of further words.
        ParseResult line = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (line.Errors is [ParseError error, ..]) throw new UsageException($"{Wrong(line, error)} (see {Tool.Name} --help)");
        // What the library itself prints: help, and suggestions for a completion.
        using var output = new StringWriter { NewLine = "\n" };
        int status = line.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = TextWriter.Null });
        if (output.GetStringBuilder().Length > 0) Standard.Answer(output.ToString());
        return status;
    }

    /// <summary>
    /// The commands and options that a command line can mean; without one every one there is: what the manual page is written from. Those that are not
    /// named are not made: all of them would be a tenth of a look.
    /// </summary>
    internal static Command Tree(params ReadOnlySpan<string> args)
    {
        string verb = args is [var first, ..] ? first : "";
        foreach ((string name, Func<Command> make) in Verbs)
        {
            // Not a RootCommand, which asks by reflection what the program is called.
            if (name == verb) return new Command(Tool.Name) { new HelpOption(), make() };
        }
        var root = new RootCommand("Says whether a Linux host is prepared for containers that run without root, and prepares it.");
        foreach ((_, Func<Command> make) in Verbs) root.Subcommands.Add(make());
        return root;
    }

    private static string Wrong(ParseResult line, ParseError error)
    {
        if (line.UnmatchedTokens is not [var word, ..]) return Harmless.Line(error.Message.TrimEnd('.', '\n', ' ').Replace('\n', ' '));
        Command command = line.CommandResult.Command;
        bool isOption = word.StartsWith('-');
        IEnumerable<string> known = isOption ? command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)) : command.Subcommands.Select(verb => verb.Name);
        return $"no {(isOption ? "option" : "command or argument")} '{Harmless.Line(word, 100)}'{Nearest.Question(word, known)}";
    }

    private static int Fail(int status, string message)
    {
        if (!_quiet) Standard.Say(message);
        return status;
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override int Invoke(ParseResult parseResult) => VersionCommand.Print();
    }
}
