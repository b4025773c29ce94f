using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>A report, arranged for the questions of probes. Each costs one walk over the findings.</summary>
internal sealed class Readiness
{
    private readonly Report _report;
    private readonly List<(string Id, List<Judgement> Findings)> _checks = [];

    public Readiness(Report report)
    {
        _report = report;
        var known = new Dictionary<string, List<Judgement>>();
        foreach (Judgement judgement in report.Findings)
        {
            if (!known.TryGetValue(judgement.Id, out List<Judgement>? same))
            {
                known[judgement.Id] = same = [];
                _checks.Add((judgement.Id, same));
            }
            same.Add(judgement);
        }
    }

    /// <summary>What is asked about and is not in the report, in words; null when all of it is. A probe with a slip of the pen must not be well.</summary>
    public string? Missing(ReadyQuestion question)
    {
        foreach (string engine in question.Engines)
        {
            if (_report.Verdicts.All(verdict => verdict.Engine != engine)) return $"no engine '{Harmless.Line(engine, 100)}' in this report: {string.Join(", ", _report.Scope.Engines.Select(known => known.Name))}";
        }
        foreach (string user in question.Users)
        {
            if (!_report.Verdicts.Any(verdict => verdict.User == user && (question.Engines.Count == 0 || question.Engines.Contains(verdict.Engine)))) return $"no verdict about '{Harmless.Line(user, 100)}' in this report";
        }
        return null;
    }

    /// <summary>The answer for all checks. What the verdicts say of the engines and users asked about decides.</summary>
    public ReadyAnswer Of(ReadyQuestion question)
    {
        HashSet<string> blocking = Blocking(question);
        List<ReadyLine> lines = [];
        foreach ((string id, List<Judgement> findings) in _checks)
        {
            if (Line(id, findings, question, blocking) is { } line) lines.Add(line);
        }
        // Of very many users not every finding is listed. What the verdicts say holds all the same.
        foreach (string id in blocking.Where(id => lines.TrueForAll(line => line.Id != id))) lines.Add(new ReadyLine(id, Blocks: true, question.Exclude.Contains(id), [NotListed(id)]));
        return new ReadyAnswer(lines, [.. question.Exclude.Where(id => _checks.TrueForAll(check => check.Id != id) && !blocking.Contains(id))]);
    }

    /// <summary>
    /// The answer for one check, as it is, whether or not anything needs it; null when the report does not have it. Of one that follows from another it is that one's.
    /// </summary>
    public ReadyLine? Of(string id, ReadyQuestion question) => Of(id, question, []);

    private ReadyLine? Of(string id, ReadyQuestion question, HashSet<string> seen)
    {
        // A report may come from elsewhere, and say that two follow from each other.
        if (!seen.Add(id)) return null;
        (_, List<Judgement>? findings) = _checks.Find(check => check.Id == id);
        if (findings is null) return Blocking(question).Contains(id) ? new ReadyLine(id, Blocks: true, IsExcluded: false, [NotListed(id)]) : null;
        if (Line(id, findings, question, Blocking(question)) is not { } line) return null;
        line = line with { Blocks = line.Blocks || line.Worst is Status.Fail or Status.Unknown, IsExcluded = false };
        return line.IsProblem ? line : OfCause(line, question, seen) ?? line;
    }

    private ReadyLine? OfCause(ReadyLine line, ReadyQuestion question, HashSet<string> seen)
    {
        foreach (string id in line.Findings.Select(judgement => judgement.Finding.Follows).OfType<string>().Distinct())
        {
            if (Of(id, question, seen) is not { IsProblem: true } cause) continue;
            return cause with { Id = line.Id, Findings = [.. cause.Findings.Select(judgement => judgement with { Finding = judgement.Finding with { Reason = $"follows from {id}: {judgement.Finding.Reason}" } })] };
        }
        return null;
    }

    private static Judgement NotListed(string id) => new(new ToldCheck(new About(id, id) { Reads = "", Why = "" }), null, Finding.Fail("the report does not list its findings"), []);

    private HashSet<string> Blocking(ReadyQuestion question)
    {
        HashSet<string> blocking = [];
        IReadOnlyList<string>? last = null;
        foreach (Verdict verdict in _report.Verdicts)
        {
            if (verdict.Ready || ReferenceEquals(last, verdict.BlockedBy)) continue;
            if (question.Engines.Count > 0 && !question.Engines.Contains(verdict.Engine)) continue;
            if (question.Users.Count > 0 && verdict.User is { } user && !question.Users.Contains(user)) continue;
            blocking.UnionWith(verdict.BlockedBy);
            last = verdict.BlockedBy;
        }
        return blocking;
    }

    private static ReadyLine? Line(string id, List<Judgement> findings, ReadyQuestion question, HashSet<string> blocking)
    {
        IEnumerable<Judgement> meant = findings;
        if (question.Users.Count > 0) meant = meant.Where(judgement => judgement.User is not { } user || question.Users.Contains(user));
        if (question.Engines.Count > 0) meant = meant.Where(judgement => judgement.NeededBy.Any(need => question.Engines.Contains(need.Engine)));
        Judgement[] sorted = [.. meant.OrderBy(judgement => Words.Rank(judgement.Status))];
        return sorted.Length == 0 ? null : new ReadyLine(id, blocking.Contains(id), question.Exclude.Contains(id), sorted);
    }
}
