using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>What a report says in a sentence.</summary>
internal static class Sentences
{
    /// <summary>The verdict for places that have one line: <c>not ready: subid.size alice: 1000 subordinate uids, 65536 needed (and 2 more)</c>.</summary>
    public static string Verdict(Report report, Judgement? first, int more)
    {
        if (report.Ready) return report.Summary.Warn == 0 ? "ready" : $"ready, {Count(report.Summary.Warn, "warning")}";
        string because = first is null ? "" : $": {About(first)}: {first.Finding.Reason}";
        return $"not ready{because}{(more > 0 ? $" (and {more} more)" : "")}";
    }

    /// <summary>The first finding that blocks, and how many other checks do.</summary>
    public static (Judgement? First, int More) Blocking(Report report)
    {
        if (report.Ready) return (null, 0);
        int checks = report.Verdicts.SelectMany(verdict => verdict.BlockedBy).Distinct().Count();
        string? first = report.Verdicts.FirstOrDefault(verdict => !verdict.Ready)?.BlockedBy[0];
        return (Entries.Problems(report).Sorted.FirstOrDefault(entry => entry.First.Id == first && entry.Blocks)?.First, Math.Max(0, checks - 1));
    }

    /// <summary>The finding keeps an engine of the report from being ready.</summary>
    public static bool Blocks(Scope scope, Judgement judgement)
    {
        if (judgement.Status is Status.Pass or Status.Skip) return false;
        for (int i = 0; i < judgement.NeededBy.Count; i++)
        {
            string engine = judgement.NeededBy[i].Engine;
            if (judgement.Blocks(engine) || (scope.Strict && judgement.Warns(engine))) return true;
        }
        return false;
    }

    /// <summary><c>subid.size alice</c>.</summary>
    public static string About(Judgement judgement) => judgement.User is { } user ? $"{judgement.Id} {user}" : judgement.Id;

    /// <summary>The same with a capital letter, unless it begins with a name.</summary>
    public static string Capital(string fragment) => fragment.Length == 0 ? fragment : char.ToUpperInvariant(fragment[0]) + fragment[1..];

    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number:N0} {noun}s";

    /// <summary><c>docker, podman and k3s</c>.</summary>
    public static string List(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}",
    };
}
