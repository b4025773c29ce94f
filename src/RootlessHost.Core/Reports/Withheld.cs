using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Reports;

/// <summary>
/// A report for strangers: which engines are ready and what each check came to, the worst of all users, and neither names nor reasons nor anything that
/// was read. It is a report like any other, so that whatever is made of it cannot tell more.
/// </summary>
internal static class Withheld
{
    public const string Reason = "reason withheld";

    public static Report From(Report report)
    {
        Judgement[] findings = [.. report.Findings.GroupBy(judgement => judgement.Id).Select(Worst)];
        Verdict[] verdicts = [.. report.Verdicts.GroupBy(verdict => verdict.Engine).Select(Of)];
        var scope = new Scope("/", [], report.Scope.Engines, report.Scope.Needs) { Strict = report.Scope.Strict };
        return new Report(new HostFacts(Root.Nothing()), scope, report.Ready, verdicts, Count(findings), findings)
        {
            Label = new HostLabel("", null, null, null, null, null, null) { IsImage = report.Label.IsImage },
            GeneratedAt = report.GeneratedAt,
            Duration = report.Duration,
        };
    }

    private static Judgement Worst(IGrouping<string, Judgement> same)
    {
        Judgement worst = same.OrderBy(judgement => Words.Rank(judgement.Status)).First();
        // Titles and sources are this program's own, where it knows the check.
        About about = Catalogue.Find(same.Key)?.About ?? new About(same.Key, same.Key) { Reads = "", Why = "" };
        return new Judgement(new ToldCheck(about), null, new Finding(worst.Status, Reason) { Follows = worst.Finding.Follows }, [.. same.SelectMany(judgement => judgement.NeededBy).GroupBy(need => need.Engine).Select(need => need.MaxBy(one => one.Level))]);
    }

    private static Verdict Of(IGrouping<string, Verdict> same) => new(
        same.Key, null, same.All(verdict => verdict.Ready), [.. same.SelectMany(verdict => verdict.BlockedBy).Distinct()], [.. same.SelectMany(verdict => verdict.Warnings).Distinct()]);

    private static Summary Count(Judgement[] findings)
    {
        int Of(Status status) => findings.Count(finding => finding.Status == status);
        return new Summary(Of(Status.Pass), Of(Status.Warn), Of(Status.Fail), Of(Status.Unknown), Of(Status.Skip));
    }
}
