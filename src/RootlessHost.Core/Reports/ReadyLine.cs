using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>What one check came to, of all the users asked about, as Kubernetes' health endpoints write it.</summary>
/// <param name="Id">The check's.</param>
/// <param name="Blocks">It keeps an engine that was asked about from being ready.</param>
/// <param name="IsExcluded">It does not count.</param>
/// <param name="Findings">Its findings, the worst first; not empty.</param>
internal sealed record ReadyLine(string Id, bool Blocks, bool IsExcluded, IReadOnlyList<Judgement> Findings)
{
    private const int Most = 300;

    public Status Worst => Findings[0].Status;

    public bool IsProblem => Findings[0].IsProblem;

    /// <summary><c>[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed</c>.</summary>
    public string Text => (IsExcluded, Blocks, IsProblem) switch
    {
        (true, _, _) => $"[+]{Id} excluded: ok",
        (_, true, _) => $"[-]{Id} failed: {Reason}",
        (_, _, true) => $"[!]{Id} warn: {Reason}",
        _ => $"[+]{Id} ok{(Worst == Status.Skip ? " (skipped)" : "")}",
    };

    /// <summary>Of the worst finding, with whose it is, and how many more there are.</summary>
    public string Reason
    {
        get
        {
            Judgement first = Findings[0];
            int more = Findings.Count(finding => finding.IsProblem) - 1;
            string who = first.User is { } user ? $"{Harmless.Line(user, 64)}: " : "";
            return $"{who}{Harmless.Line(first.Finding.Reason, Most)}{(more > 0 ? $" (and {more:N0} more)" : "")}";
        }
    }
}
