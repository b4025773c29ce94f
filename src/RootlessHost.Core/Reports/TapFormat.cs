using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>The Test Anything Protocol, version 14, with the details as YAML below each line that is not just fine.</summary>
internal sealed class TapFormat : IFormat
{
    public string Name => "tap";

    public void Write(Report report, Stream output, Style style)
    {
        using StreamWriter text = Utf8.Writer(output);
        text.WriteLine("TAP version 14");
        text.WriteLine($"1..{report.Summary.Total}{(report.Summary.Total == 0 ? " # SKIP nothing was asked" : "")}");
        int number = 0;
        foreach (Judgement judgement in report.Findings)
        {
            string verdict = judgement.Status is Status.Fail or Status.Unknown ? "not ok" : "ok";
            string what = Escape(Sentences.About(judgement));
            string reason = Escape(judgement.Finding.Reason);
            text.WriteLine(judgement.Status == Status.Skip ? $"{verdict} {++number} - {what} # SKIP {reason}" : $"{verdict} {++number} - {what}: {reason}");
            if (judgement.Status is not (Status.Pass or Status.Skip)) WriteDetails(text, judgement);
        }
    }

    private static void WriteDetails(StreamWriter text, Judgement judgement)
    {
        Finding finding = judgement.Finding;
        text.WriteLine("  ---");
        text.WriteLine($"  severity: {Words.Of(finding.Status)}");
        if (finding.Expected is { } expected) text.WriteLine($"  expected: {Quote(expected)}");
        if (finding.Actual is { } actual) text.WriteLine($"  actual: {Quote(actual)}");
        WriteList(text, "evidence", finding.Evidence.Select(evidence => evidence.Text is { } shown ? $"{evidence.Place}: {shown}" : evidence.Place));
        if (finding.Remedy is { } remedy)
        {
            text.WriteLine($"  remedy: {Quote(remedy.Summary)}");
            WriteList(text, "commands", remedy.Commands);
        }
        text.WriteLine("  ...");
    }

    // As a block of text: the YAML that TAP consumers read knows no quoted strings in lists.
    private static void WriteList(StreamWriter text, string key, IEnumerable<string> values)
    {
        bool any = false;
        foreach (string value in values)
        {
            if (!any) text.WriteLine($"  {key}: |");
            any = true;
            text.WriteLine($"    {Harmless.Line(value).TrimStart()}");
        }
    }

    // A JSON string is a YAML string in double quotes.
    private static string Quote(string value) => $"\"{JsonText.Indented.Encoder!.Encode(Harmless.Line(value))}\"";

    // A hash would begin a directive.
    private static string Escape(string value) => Harmless.Line(value).Replace("\\", "\\\\").Replace("#", "\\#");
}
