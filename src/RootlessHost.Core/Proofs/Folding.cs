using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Reports;

namespace RootlessHost.Proofs;

/// <summary>Proofs as findings of a report.</summary>
public static class Folding
{
    /// <summary>The report with a finding more for each proof of a user; where engines differ, it is about those that have it worst.</summary>
    public static Report Fold(Report checks, IReadOnlyList<Proven> proofs)
    {
        Judgement[] more = [.. proofs.GroupBy(proven => (proven.User, proven.Proof)).Select(group => Join([.. group]))];
        Verdict[] verdicts = [.. checks.Verdicts.Select(verdict => Fold(verdict, [.. more.Where(judgement => judgement.User == verdict.User)], checks.Scope.Strict))];
        return checks with
        {
            Ready = Array.TrueForAll(verdicts, verdict => verdict.Ready),
            Verdicts = verdicts,
            Summary = Summary.Of(more.Select(judgement => judgement.Status), checks.Summary),
            Findings = checks.Findings.Concat(more),
            Problems = null,
            Proven = true,
        };
    }

    private static Judgement Join(IReadOnlyList<Proven> ofEngines)
    {
        (Proven Proven, Finding Finding)[] all = [.. ofEngines.Select(proven => (proven, proven.Finding))];
        Status worst = Words.WorstFirst.First(status => Array.Exists(all, one => one.Finding.Status == status));
        (Proven Proven, Finding Finding)[] those = [.. all.Where(one => one.Finding.Status == worst)];
        (string, Level)[] levels = [.. (worst is Status.Pass or Status.Skip ? all : those).SelectMany(one => one.Proven.NeededBy).Distinct()];
        Finding finding = those[0].Finding with
        {
            Reason = string.Join("; ", those.Select(one => one.Finding.Reason).Distinct()),
            Evidence = [.. those.SelectMany(one => one.Finding.Evidence).Distinct()],
        };
        return new Judgement(ofEngines[0].Proof, ofEngines[0].User, finding, levels);
    }

    private static Verdict Fold(Verdict verdict, IReadOnlyList<Judgement> more, bool strict)
    {
        string[] blocked = [.. more.Where(judgement => judgement.Blocks(verdict.Engine) || (strict && judgement.Warns(verdict.Engine))).Select(judgement => judgement.Id)];
        string[] warnings = strict ? [] : [.. more.Where(judgement => judgement.Warns(verdict.Engine)).Select(judgement => judgement.Id)];
        return verdict with { Ready = verdict.Ready && blocked.Length == 0, BlockedBy = [.. verdict.BlockedBy, .. blocked], Warnings = [.. verdict.Warnings, .. warnings] };
    }
}
