using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks;

/// <summary>One answer from the answers for several engines.</summary>
internal static class PerEngine
{
    // A finding is about the engines that have it worst.
    private static readonly Status[] WorstFirst = [Status.Fail, Status.Unknown, Status.Warn, Status.Pass, Status.Skip];

    /// <summary>Asks for each engine that cares for a check at all; null for what it does not concern. The worst answer stands, with the names of those that it is for.</summary>
    public static Finding Ask(HostFacts host, string id, Func<IEngine, Finding?> look) => Ask(host, host.Engines, id, look);

    /// <inheritdoc cref="Ask(HostFacts, string, Func{IEngine, Finding?})"/>
    public static Finding Ask(HostFacts host, IReadOnlyList<IEngine> engines, string id, Func<IEngine, Finding?> look)
    {
        var answers = new List<(string Engine, Finding Finding)>();
        foreach (IEngine engine in engines)
        {
            if (host.RequirementsOf(engine)[id] != Level.None && look(engine) is { } finding) answers.Add((engine.Name, finding));
        }
        if (answers.Count == 0) return Finding.Skip("none of the engines needs it here");
        Status worst = WorstFirst.First(status => answers.Exists(answer => answer.Finding.Status == status));
        (string Engine, Finding Finding)[] those = [.. answers.Where(answer => answer.Finding.Status == worst)];
        Finding joined = Join([.. those.Select(answer => answer.Finding)]);
        return worst is Status.Pass or Status.Skip || those.Length == engines.Count ? joined : joined.For([.. those.Select(answer => answer.Engine)]);
    }

    private static Finding Join(IReadOnlyList<Finding> findings)
    {
        Change[] changes = [.. findings.SelectMany(finding => finding.Remedy?.Changes ?? []).DistinctBy(change => change.Summary)];
        return findings[0] with
        {
            Reason = string.Join("; ", findings.Select(finding => finding.Reason).Distinct()),
            Evidence = [.. findings.SelectMany(finding => finding.Evidence).Distinct()],
            Remedy = changes.Length == 0 ? null : findings.First(finding => finding.Remedy is not null).Remedy! with { Changes = changes },
        };
    }
}
