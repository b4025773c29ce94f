using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>
/// A report for those who put its strings on a screen as they are, Ansible or a dashboard: JSON's escapes are undone before anybody sees the text, so what is
/// deceptive is shown as in every other format. It is a report like any other.
/// </summary>
internal static class Shown
{
    public static Report From(Report report) => report with
    {
        Verdicts = [.. report.Verdicts.Select(verdict => verdict.User is { } user ? verdict with { User = Harmless.Line(user) } : verdict)],
        Findings = report.Findings.Select(Of),
    };

    private static Judgement Of(Judgement judgement) => judgement with { User = Line(judgement.User), Finding = Of(judgement.Finding) };

    private static Finding Of(Finding finding) => finding with
    {
        Reason = Harmless.Line(finding.Reason),
        Expected = Line(finding.Expected),
        Actual = Line(finding.Actual),
        Evidence = [.. finding.Evidence.Select(evidence => evidence with { Source = Harmless.Line(evidence.Source), Text = Line(evidence.Text) })],
        Remedy = finding.Remedy is { } remedy ? Of(remedy) : null,
    };

    private static Remedy Of(Remedy remedy) =>
        remedy with { Changes = [new Told(Harmless.Line(remedy.Summary), remedy.Automatic, [.. remedy.Commands.Select(line => Harmless.Line(line))])] };

    private static string? Line(string? text) => text is null ? null : Harmless.Line(text);
}
