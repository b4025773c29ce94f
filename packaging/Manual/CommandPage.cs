using System.CommandLine;
using System.CommandLine.Help;

namespace RootlessHost.Manual;

/// <summary>rootless-host(8): the commands and options as the program parses them, and what is true of all of them.</summary>
internal static class CommandPage
{
    private static readonly (int Status, string Meaning)[] Statuses =
    [
        (ExitStatus.Good, "Good: check found the host ready (warnings allowed); what was asked for was printed; apply or undo reached the state, whether or not anything changed, and whether or not a reboot or a login is still to bring it into force."),
        (ExitStatus.No, "The answer is no: not ready, a change failed, or a proof did; explain does not know the text."),
        (ExitStatus.Usage, "The command line cannot be understood."),
        (ExitStatus.BadInput, "An input that was handed over cannot be parsed. A malformed file of the host is a finding, not an error."),
        (ExitStatus.Unavailable, "A tool or service that is needed is absent."),
        (ExitStatus.Bug, "A bug of this program; with -v where."),
        (ExitStatus.InputOutput, "Reading or writing failed, be it of the answer: where changes were made before that, it says that they stand."),
        (ExitStatus.Busy, "A lock is held, or a file was changed underneath: try again."),
        (ExitStatus.NotPermitted, "Not permitted: this needs root."),
        (ExitStatus.BadConfiguration, "The configuration cannot be used; where is said."),
        (ExitStatus.TimedOut, "The time of --timeout ran out."),
    ];

    public static string Text(DateOnly date)
    {
        Command root = Program.Tree();
        var page = new Roff("rootless-host", 8, "say whether a host is ready for containers without root, and make it so", date);
        page.Section("SYNOPSIS").Example("rootless-host COMMAND [OPTION]...\nrootless-host check [--user NAME] [--engine NAME] [--need NEED]\nrootless-host plan | apply | undo [ID]\nrootless-host list | explain ID | explain TEXT");
        page.Section("DESCRIPTION").Paragraph(root.Description!)
            .Paragraph("Each check asks one question and answers pass, warn, fail, unknown or skip, with the reason and the evidence; rootless-host-checks(7) has them all. "
                + "An engine requires, recommends or can make use of a check: a failure that no engine asked about requires is at most a warning, and what could not be found out is never a pass. "
                + "What fails because another thing fails is skipped and says so: the first failure printed is the one to mend.")
            .Paragraph("watch looks again when something changes that it has read, at most once a second, and at every interval, because not everything announces a change. "
                + "It says on standard error what has changed, once, with the priorities of sd-daemon(3) where that is the journal; under systemd(1) it tells the verdict as its status, and of each finished look its watchdog. "
                + "SIGHUP has it read the configuration again, and one that cannot be used changes nothing; SIGTERM and SIGINT end it. With --enforce it mends what apply would, at most once a minute; what did not help or did not last is tried again after twice the time, up to an hour.")
            .Paragraph("check, list, explain, ids, plan and capture read files and make system calls, and change nothing. They work without privilege; what may not be read is unknown then. "
                + "apply changes the host in one transaction, all of it or nothing, and undo takes it back.")
            .Paragraph("prove does, as a user, what an engine would do: namespaces through the engine's own program, maps, mounts, a network, limits. It uses no network beyond the loopback address, ends what it started "
                + "and removes what it made, also when it is ended itself. Only root can do it for others.");
        page.Section("COMMANDS");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden)) Describe(page, command);
        page.Section("GENERAL OPTIONS");
        foreach (Option option in root.Options.Where(option => !option.Hidden)) Describe(page, option);
        page.Section("EXIT STATUS");
        foreach ((int status, string meaning) in Statuses) page.Term($"{status}", meaning);
        page.Section("TEXT OF THE HOST").Paragraph(
            "Control characters, marks that turn the direction of writing, what has no width and what is blank, in names, paths and lines of files, are shown as their numbers, such as \\u202e. In JSON they are "
            + "escaped, and whoever reads it gets them back; of ansible, salt, sarif and zabbix, whose strings others show as they are, the strings hold the numbers.");
        page.Section("ENVIRONMENT")
            .Term("RUNTIME_DIRECTORY, NOTIFY_SOCKET, WATCHDOG_USEC, JOURNAL_STREAM", "What systemd tells a service: where watch publishes its report, and whom it tells how it goes.")
            .Term("NO_COLOR, CLICOLOR_FORCE, TERM", "Whether the text is coloured, where --color does not say.")
            .Term("SUDO_USER, SUDO_UID", "Who is judged when nobody is named and the program was started by sudo(8).");
        page.Section("FILES")
            .Term(Configuration.Path, "What should be: rootless-host.toml(5).")
            .Term($"{Configuration.Folder}/*.toml", "The same, read after it in the order of their names.")
            .Term("/var/lib/rootless-host/transactions", "What apply changed and what was there before, for undo. It stays when the package is removed.");
        page.Section("EXAMPLES")
            .Paragraph("Is this machine ready for rootless Podman of alice, with port 80?").Example("rootless-host check --user alice --engine podman --need port:80")
            .Paragraph("What would make it so; then make it so, and take it back:").Example("rootless-host plan --user alice --engine podman\nrootless-host apply --user alice --engine podman\nrootless-host undo")
            .Paragraph("What is behind an error?").Example("rootless-host explain \"newuidmap: write to uid_map failed: Operation not permitted\"\npodman run alpine 2>&1 | rootless-host explain -");
        return page.SeeAlso("rootless-host.toml(5)", "rootless-host-checks(7)", "subuid(5)", "newuidmap(1)", "user_namespaces(7)").ToString();
    }

    private static void Describe(Roff page, Command command)
    {
        page.Subsection(string.Join(' ', [command.Name, .. command.Arguments.Where(argument => !argument.Hidden).Select(Shown)])).Paragraph(command.Description!);
        foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden)) page.Term(argument.HelpName ?? argument.Name, argument.Description!);
        foreach (Option option in command.Options.Where(option => !option.Hidden && option is not HelpOption)) Describe(page, option);
    }

    private static string Shown(Argument argument)
    {
        string name = argument.HelpName ?? argument.Name.ToUpperInvariant();
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static void Describe(Roff page, Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias != "-?").OrderBy(alias => alias.Length).Append(option.Name).Distinct());
        string value = option.HelpName is { } help && option.Arity.MaximumNumberOfValues > 0 ? help : "";
        string usual = value.Length > 0 && option.HasDefaultValue && option.GetDefaultValue() is string { Length: > 0 } text ? $" Default: {text}." : "";
        page.Term(names, value, $"{option.Description}{usual}");
    }
}
