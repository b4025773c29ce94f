using System.Globalization;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// JUnit's XML, as Jenkins, GitLab and GitHub read it: a failed check is a failure, what could not be found out an error, a warning a
/// test that passed and said something.
/// </summary>
internal sealed class JUnitFormat : IFormat
{
    public string Name => "junit";

    public void Write(Report report, Stream output, Style style)
    {
        using StreamWriter text = Utf8.Writer(output);
        Summary sum = report.Summary;
        string counts = $"tests=\"{sum.Total}\" failures=\"{sum.Fail}\" errors=\"{sum.Unknown}\" skipped=\"{sum.Skip}\" time=\"{Seconds(report.Duration)}\"";
        text.WriteLine("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        text.WriteLine($"<testsuites name=\"{Tool.Name}\" {counts}>");
        text.WriteLine($"  <testsuite name=\"{Tool.Name} check\" {counts} timestamp=\"{report.GeneratedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}\" hostname=\"{Markup.Escape(report.Label.Hostname)}\">");
        foreach (Judgement judgement in report.Findings) Write(text, judgement);
        text.WriteLine("  </testsuite>");
        text.WriteLine("</testsuites>");
    }

    private static void Write(StreamWriter text, Judgement judgement)
    {
        string name = judgement.User is { } user ? $"{judgement.Id} [{user}]" : judgement.Id;
        text.Write($"    <testcase name=\"{Markup.Escape(name)}\" classname=\"{Tool.Name}.{judgement.Check.About.Area}\" time=\"0\"");
        string reason = Markup.Escape(judgement.Finding.Reason);
        string? inside = judgement.Status switch
        {
            Status.Fail => $"<failure type=\"{judgement.Id}\" message=\"{reason}\">{Details(judgement)}</failure>",
            Status.Unknown => $"<error type=\"{judgement.Id}\" message=\"{reason}\">{Details(judgement)}</error>",
            Status.Skip => $"<skipped message=\"{reason}\"/>",
            Status.Warn => $"<system-out>warning: {reason}\n{Details(judgement)}</system-out>",
            _ => null,
        };
        text.WriteLine(inside is null ? "/>" : $">{inside}</testcase>");
    }

    private static string Details(Judgement judgement)
    {
        var lines = new List<string>();
        foreach (Evidence evidence in judgement.Finding.Evidence) lines.Add(evidence.Text is { } shown ? $"{evidence.Place}: {shown}" : evidence.Place);
        if (judgement.Finding.Remedy is { } remedy)
        {
            lines.Add($"remedy: {remedy.Summary}");
            lines.AddRange(remedy.Commands);
        }
        return string.Join('\n', lines.Select(Markup.Escape));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
