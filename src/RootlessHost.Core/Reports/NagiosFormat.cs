using System.Globalization;
using System.Text;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// The monitoring plugins' interface: one line with the state and performance data, then details, at most 4 KiB in all (agents cut there).
/// </summary>
/// <param name="warning">The numbers of warnings that are no WARNING.</param>
/// <param name="critical">The numbers of failures that are not CRITICAL.</param>
internal sealed class NagiosFormat(MonitoringRange warning, MonitoringRange critical) : IFormat
{
    private const int Most = 4096;

    private static readonly string[] States = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

    public string Name => "nagios";

    public NagiosFormat() : this(MonitoringRange.Zero, MonitoringRange.Zero)
    {
    }

    /// <summary>The status to exit with: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.</summary>
    public int State(Report report)
    {
        Summary sum = report.Summary;
        if (critical.Alerts(report.Scope.Strict ? sum.Fail + Warnings(report) : sum.Fail)) return 2;
        if (!report.Ready && sum.Fail == 0 && sum.Unknown > 0 && !report.Scope.Strict) return 3;
        // A failure that is let pass is still one, and somebody asked for the warnings to be counted.
        return !report.Ready || warning.Alerts(Warnings(report)) ? 1 : 0;
    }

    // What could not be found out and is only recommended is a warning of the verdict.
    private static int Warnings(Report report) => Math.Max(report.Summary.Warn, report.Verdicts.SelectMany(verdict => verdict.Warnings).Distinct().Count());

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

    private string Performance(Report report)
    {
        Summary sum = report.Summary;
        string time = report.Duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
        return $"'pass'={sum.Pass};;;0 'warn'={sum.Warn};{warning.Text};;0 'fail'={sum.Fail};;{critical.Text};0 'unknown'={sum.Unknown};;;0 'skip'={sum.Skip};;;0 'time'={time}s;;;0";
    }

    // A bar would begin performance data.
    private static string Clean(string text, int most) => Harmless.Line(text, most).Replace('|', '/');
}
