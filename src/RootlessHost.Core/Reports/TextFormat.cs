using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>
/// For people at a terminal: the verdict first, then what keeps it from being good, the worst first, with the reason, where it was read and the
/// commands that mend it; what is fine, in a line.
/// </summary>
internal sealed class TextFormat : IFormat
{
    private const int MostVerdicts = 8;

    public string Name => "text";

    public bool WalksFindings(Style style) => style.Verbose;

    public void Write(Report report, Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        WriteVerdict(text, report);
        Entries entries = style.Verbose ? new Entries(report) : Entries.Problems(report);
        foreach (Entry entry in entries.Sorted.Where(entry => entry.Status is not (Status.Pass or Status.Skip)))
        {
            text.Line();
            WriteEntry(text, report, entry, entries.Beyond(entry), style.Verbose);
        }
        if (style.Verbose) WriteRest(text, entries);
        text.Line();
        WriteEnd(text, report);
    }

    private static void WriteVerdict(Paper text, Report report)
    {
        bool isImage = report.Label.IsImage;
        IReadOnlyList<VerdictLine> lines = VerdictLine.Of(report.Verdicts);
        foreach (VerdictLine line in lines.Take(MostVerdicts))
        {
            string who = line.Users is { } users ? $"{line.Engines} for {users}" : line.Engines;
            string because = line.Ready
                ? line.First.Warnings.Count > 0 ? $" ({Sentences.Count(line.First.Warnings.Count, "warning")})" : ""
                : $", because of {Sentences.List(line.First.BlockedBy)}";
            string label = line.Ready ? "Ready" : "Not ready";
            text.Marked(isImage ? $"Image {label.ToLowerInvariant()}:" : $"{label}:", line.Ready ? Ink.Good : Ink.Bad, $"{who}{because}.", indent: 2);
        }
        if (lines.Count > MostVerdicts) text.Wrap($"{lines.Count - MostVerdicts:N0} more combinations of engines and users: --format json lists them.");
        string host = report.Label.Line;
        string place = report.Scope.Root == "/" ? host : $"{Harmless.Line(report.Scope.Root, 200)}{(host.Length > 0 ? $" ({host})" : "")}";
        if (place.Length > 0) text.Wrap($"Looked at {place}.", indent: 2);
    }

    /// <summary>One finding, or several that are alike: the reason, where it was read, the fix.</summary>
    internal static void WriteEntry(Paper text, Report report, Entry entry, int beyond, bool verbose)
    {
        Finding finding = entry.Finding;
        (string label, Ink ink) = finding.Status switch
        {
            Status.Fail => ("FAIL", Ink.Bad),
            Status.Unknown => ("UNKNOWN", Ink.Odd),
            _ => ("WARN", Ink.Dubious),
        };
        text.Marked(label, ink, entry.Users is { } users ? $"{entry.First.Id}: {users}" : entry.First.Id, indent: 5);
        text.Wrap(Paper.Sentence(finding.Reason), indent: 2);
        foreach (Evidence evidence in finding.Evidence) text.Cut(evidence.Text is { } shown ? $"{evidence.Place}: {shown}" : evidence.Place, indent: 4);
        if (finding.Evidence.Count > 0 && entry.Count > 1) text.Wrap($"This was read for {entry.Names[0]}; the others' is alike.", indent: 4);
        if (finding is { Expected: { } expected, Actual: { } actual } && verbose) text.Wrap($"Wanted: {expected}. Found: {actual}.", indent: 2);
        if (report.Scope.Engines.Count > 1) WriteNeed(text, entry.First.NeededBy);
        if (verbose) text.Wrap(entry.First.Check.About.Why, indent: 2);
        WriteRemedy(text, entry);
        if (beyond > 0) text.Wrap($"{beyond:N0} more, each for a reason of its own: --format json lists them.", indent: 2);
    }

    private static void WriteNeed(Paper text, IReadOnlyList<(string Engine, Level Level)> neededBy)
    {
        string[] required = [.. neededBy.Where(need => need.Level == Level.Required).Select(need => need.Engine)];
        string[] recommended = [.. neededBy.Where(need => need.Level == Level.Recommended).Select(need => need.Engine)];
        string need = (required, recommended) switch
        {
            ([], []) => "",
            (_, []) => $"Required by {Sentences.List(required)}.",
            ([], _) => $"Recommended for {Sentences.List(recommended)}.",
            _ => $"Required by {Sentences.List(required)}, recommended for {Sentences.List(recommended)}.",
        };
        if (need.Length > 0) text.Wrap(need, indent: 2);
    }

    private static void WriteRemedy(Paper text, Entry entry)
    {
        if (entry.Remedies is not [var first, ..]) return;
        string when = first.TakesEffect switch
        {
            TakesEffect.EngineRestart => " It takes effect when the engine is restarted.",
            TakesEffect.Relogin => " It takes effect at the next login.",
            TakesEffect.Reboot => " It takes effect after a reboot.",
            _ => "",
        };
        string risk = first.Impact == Impact.WeakensHost ? " Mind that this weakens the whole host." : "";
        string[] commands = [.. entry.Remedies.SelectMany(remedy => remedy.Commands).Distinct()];
        string summary = entry.Remedies.Count > 1 ? $"{first.Summary}, and likewise the others" : first.Summary;
        text.Wrap($"Fix: {summary}.{when}{risk}{(commands.Length > 0 ? " As root:" : "")}", indent: 2);
        foreach (string command in commands) text.Command(command);
        if (entry.MoreRemedies > 0) text.Command($"# and likewise for {entry.MoreRemedies:N0} more: --format json lists them");
    }

    private static void WriteRest(Paper text, Entries entries)
    {
        text.Line();
        foreach (Entry entry in entries.Sorted.Where(entry => entry.Status is Status.Pass or Status.Skip))
        {
            bool passed = entry.Status == Status.Pass;
            string who = entry.Users is { } users ? $" ({users})" : "";
            string beyond = entries.Beyond(entry) is > 0 and var more ? $" ({more:N0} more)" : "";
            text.Marked(passed ? "pass" : "skip", passed ? Ink.Good : Ink.Faint, $"{entry.First.Id}{who}: {entry.Finding.Reason}{beyond}", indent: 5);
        }
    }

    private static void WriteEnd(Paper text, Report report)
    {
        Summary sum = report.Summary;
        var counts = new List<string>();
        if (sum.Fail > 0) counts.Add($"{sum.Fail:N0} failed");
        if (sum.Unknown > 0) counts.Add($"{sum.Unknown:N0} unknown");
        if (sum.Warn > 0) counts.Add(Sentences.Count(sum.Warn, "warning"));
        counts.Add($"{sum.Pass:N0} passed");
        if (sum.Skip > 0) counts.Add($"{sum.Skip:N0} skipped");
        text.Wrap($"{string.Join(", ", counts)}.");
        if (report.Label.IsImage) text.Wrap("An image has no running kernel and no sessions: what only those tell was skipped.");
        if (report.Scope.Only.Count > 0 || report.Scope.Skip.Count > 0) text.Wrap("Not every check was asked (--only, --skip).");
        if (sum.Fail + sum.Unknown + sum.Warn > 0) text.Wrap($"{Tool.Name} explain ID says more about a check.");
    }
}
