using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>One page for people: no script, nothing loaded from elsewhere, readable on a telephone, in the dark and on paper.</summary>
internal sealed class HtmlFormat : IFormat
{
    private const int MostVerdicts = 50;

    // A page larger than that nobody reads, and one is kept for each report that is served.
    private const long MostServed = 1 << 20;

    public string Name => "html";

    public void Write(Report report, Stream output, Style style) => Write(report, output, trouble: null, watch: null, isServed: false);

    /// <summary>The page that is served.</summary>
    /// <param name="report">What it tells.</param>
    /// <param name="output">Where to.</param>
    /// <param name="trouble">Why the report is not to be believed any more; null when it is.</param>
    /// <param name="watch">What the worker adds; null for a report of <c>check</c>.</param>
    public static void WriteServed(Report report, Stream output, string? trouble, WatchRecord? watch) => Write(report, output, trouble, watch, isServed: true);

    private static void Write(Report report, Stream output, string? trouble, WatchRecord? watch, bool isServed)
    {
        using StreamWriter text = Utf8.Writer(output);
        HostLabel host = report.Label;
        string what = report.Label.IsImage ? "Image" : "Host";
        string verdict = report.Ready ? "ready" : "not ready";
        WriteHead(text, $"{(host.Hostname.Length > 0 ? host.Hostname : report.Scope.Root)}: {(trouble is null ? verdict : "not known")}");
        string place = Markup.Escape(Place(report, host));
        text.Write($"""
            <h1 class="{(trouble is not null ? "unknown" : report.Ready ? "pass" : "fail")}">{(trouble is null ? $"{what} {verdict}" : $"{what} was {verdict}, and now that is not known")}</h1>
            <p class="faint">{place}{(place.Length > 0 ? "<br>" : "")}{JsonText.Time(report.GeneratedAt)} · {Tool.Name} {Tool.Version}</p>

            """);
        if (trouble is not null) WriteBanner(text, trouble);
        if (watch is not null) WriteWatch(text, watch);
        WriteVerdicts(text, report);
        var entries = new Entries(report);
        var anchors = new HashSet<string>();
        int left = 0;
        foreach (Entry entry in entries.Sorted.Where(IsProblem))
        {
            if (HasRoom()) WriteProblem(text, entry, entries.Beyond(entry), anchors.Add(entry.First.Id));
            else left += entry.Count + entries.Beyond(entry);
        }
        Summary sum = report.Summary;
        text.Write($"<h2>{sum.Pass:N0} passed, {sum.Skip:N0} skipped</h2>\n<dl>\n");
        foreach (Entry entry in entries.Sorted.Where(entry => !IsProblem(entry)))
        {
            if (HasRoom()) WriteFine(text, entry, entries.Beyond(entry));
            else left += entry.Count + entries.Beyond(entry);
        }
        text.Write("</dl>\n");
        if (left > 0) text.Write($"<p class=\"faint\">{Sentences.Count(left, "more finding")}: <a href=\"/v1/report\">/v1/report</a> lists what the worker lists.</p>\n");
        if (watch?.Ids is { } tables) HtmlIds.Write(text, tables);
        text.Write("</main>\n</body>\n</html>\n");

        bool HasRoom()
        {
            if (!isServed) return true;
            text.Flush();
            return output.Length < MostServed;
        }
    }

    /// <summary>The page where there is no report.</summary>
    public static void WriteTrouble(Stream output, string trouble)
    {
        using StreamWriter text = Utf8.Writer(output);
        WriteHead(text, "not known");
        text.Write("<h1 class=\"unknown\">Not known whether this host is ready</h1>\n");
        WriteBanner(text, trouble);
        text.Write($"<p class=\"faint\">{Tool.Name} {Tool.Version}</p>\n</main>\n</body>\n</html>\n");
    }

    private static void WriteHead(StreamWriter text, string title) => text.Write($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{HtmlStyle.Hash}'">
        <title>{Markup.Escape(title)}</title>
        <style>{HtmlStyle.Sheet}</style>
        </head>
        <body>
        <main>

        """);

    private static void WriteBanner(StreamWriter text, string trouble) => text.Write($"<p class=\"banner\" role=\"alert\">{Markup.Escape(Paper.Sentence(Sentences.Capital(trouble)))}</p>\n");

    private static void WriteWatch(StreamWriter text, WatchRecord watch)
    {
        if (watch.Failure is { } why) WriteBanner(text, $"the last evaluation failed: {why}");
        string pending = watch.PendingChanges == 0 ? "" : $" · {Sentences.Count(watch.PendingChanges, "change")} pending";
        string apply = watch.LastApply is var (at, success) ? $" · last applied {JsonText.Time(at)}, {(success ? "with success" : "in vain")}" : "";
        text.Write($"<p class=\"faint\">Looked at every {watch.Interval.TotalSeconds:0.###} s{(watch.Enforce ? ", and mended" : "")}{pending}{apply}</p>\n");
    }

    private static bool IsProblem(Entry entry) => entry.Status is not (Status.Pass or Status.Skip);

    private static string Place(Report report, HostLabel host) => report.Scope.Root == "/" ? host.Line : $"{report.Scope.Root}{(host.Line.Length > 0 ? $" ({host.Line})" : "")}";

    private static void WriteVerdicts(StreamWriter text, Report report)
    {
        IReadOnlyList<VerdictLine> lines = VerdictLine.Of(report.Verdicts);
        text.Write("<ul class=\"verdicts\">\n");
        foreach (VerdictLine line in lines.Take(MostVerdicts))
        {
            string who = line.Users is { } users ? $"<strong>{line.Engines}</strong> for {Markup.Escape(users)}" : $"<strong>{line.Engines}</strong>";
            string because = line.Ready
                ? line.First.Warnings.Count > 0 ? $"ready ({Sentences.Count(line.First.Warnings.Count, "warning")})" : "ready"
                : $"not ready, because of {Sentences.List([.. line.First.BlockedBy.Select(id => $"<a href=\"#{id}\">{id}</a>")])}";
            text.Write($"<li class=\"{(line.Ready ? "pass" : "fail")}\">{who}: {because}</li>\n");
        }
        if (lines.Count > MostVerdicts) text.Write($"<li>and {lines.Count - MostVerdicts:N0} more combinations of engines and users</li>\n");
        text.Write("</ul>\n");
    }

    private static void WriteProblem(StreamWriter text, Entry entry, int beyond, bool isFirst)
    {
        Finding finding = entry.Finding;
        About about = entry.First.Check.About;
        string status = Words.Of(finding.Status);
        text.Write($"<section class=\"{status}\"{(isFirst ? $" id=\"{about.Id}\"" : "")}>\n<h2><span class=\"status\">{status}</span> {about.Id}</h2>\n");
        if (entry.Users is { } users) text.Write($"<p class=\"faint\">{Markup.Escape(users)}</p>\n");
        text.Write($"<p><strong>{Markup.Escape(Paper.Sentence(finding.Reason))}</strong> {Markup.Escape(about.Why)}</p>\n");
        foreach (Evidence evidence in finding.Evidence)
        {
            text.Write($"<p class=\"evidence\"><code>{Markup.Escape(evidence.Text is { } shown ? $"{evidence.Place}: {Harmless.Line(shown, 400)}" : evidence.Place)}</code></p>\n");
        }
        foreach (var remedy in entry.Remedies)
        {
            string[] commands = [.. remedy.Commands];
            text.Write($"<p>Fix: {Markup.Escape(remedy.Summary)}.{(commands.Length > 0 ? " As root:" : "")}</p>\n");
            if (commands.Length > 0) text.Write($"<pre>{string.Join('\n', commands.Select(Markup.Escape))}</pre>\n");
        }
        if (entry.MoreRemedies > 0) text.Write($"<p class=\"faint\">And likewise for {entry.MoreRemedies:N0} more.</p>\n");
        if (beyond > 0) text.Write($"<p class=\"faint\">{beyond:N0} more, each for a reason of its own.</p>\n");
        foreach (string address in about.References) text.Write($"<p class=\"source\"><a href=\"{Markup.Escape(address)}\">{Markup.Escape(address)}</a></p>\n");
        text.Write("</section>\n");
    }

    private static void WriteFine(StreamWriter text, Entry entry, int beyond)
    {
        string status = Words.Of(entry.Status);
        string who = entry.Users is { } users ? $" <span class=\"faint\">{Markup.Escape(users)}</span>" : "";
        string more = beyond > 0 ? $" ({beyond:N0} more)" : "";
        text.Write($"<dt class=\"{status}\"><span class=\"status\">{status}</span> {entry.First.Id}{who}</dt><dd>{Markup.Escape(entry.Finding.Reason)}{more}</dd>\n");
    }
}
