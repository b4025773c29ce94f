using System.Globalization;
using System.Text;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// The monitoring plugins' interface: one line with the state and performance data, then details, at most 4 KiB in all (agents cut there).
/// </summary>
internal sealed class NagiosFormat : IFormat
{
    private const int Most = 4096;

    private static readonly string[] States = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

    public string Name => "nagios";

    /// <summary>The status to exit with: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.</summary>
    public static int State(Report report)
    {
        Summary sum = report.Summary;
        if (report.Ready) return sum.Warn > 0 || report.Verdicts.Any(verdict => verdict.Warnings.Count > 0) ? 1 : 0;
        bool couldNotTell = sum.Fail == 0 && sum.Unknown > 0 && !report.Scope.Strict;
        return couldNotTell ? 3 : 2;
    }

    public void Write(Report report, Stream output, Style style)
    {
        int state = State(report);
        (Judgement? first, int more) = Sentences.Blocking(report);
        byte[] line = Encoding.UTF8.GetBytes(
            $"ROOTLESS-HOST {States[state]} - {Clean(Sentences.Verdict(report, first, more), 400)} | {Performance(report)}\n");
        output.Write(line);
        int left = Most - line.Length;
        foreach (Judgement judgement in report.Findings)
        {
            if (judgement.Status is Status.Pass or Status.Skip) continue;
            byte[] detail = Encoding.UTF8.GetBytes(Clean($"{Words.Of(judgement.Status)}: {Sentences.About(judgement)}: {judgement.Finding.Reason}", 300) + "\n");
            if (detail.Length > left) break;
            output.Write(detail);
            left -= detail.Length;
        }
    }

    private static string Performance(Report report)
    {
        Summary sum = report.Summary;
        string time = report.Duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
        return $"'pass'={sum.Pass};;;0 'warn'={sum.Warn};0;;0 'fail'={sum.Fail};;0;0 'unknown'={sum.Unknown};;;0 'skip'={sum.Skip};;;0 'time'={time}s;;;0";
    }

    // A bar would begin performance data.
    private static string Clean(string text, int most) => Harmless.Line(text, most).Replace('|', '/');
}
