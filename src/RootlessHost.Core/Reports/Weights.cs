using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>How much each engine of a look cares for each check, the needs included.</summary>
internal sealed class Weights
{
    private readonly Needs _needs;
    private readonly Dictionary<string, Requirements> _requirements = [];
    private readonly Dictionary<(string Id, IReadOnlyList<IEngine> Engines), IReadOnlyList<(string, Level)>> _shared = [];

    public Weights(HostFacts host, IReadOnlyList<IEngine> engines, Needs needs)
    {
        _needs = needs;
        foreach (IEngine engine in engines) _requirements[engine.Name] = engine.Needs(host);
    }

    /// <summary>The engines that care, and how much. The same list for the same engines: there are reports of 60,000 users.</summary>
    public IReadOnlyList<(string Engine, Level Level)> Of(string id, IReadOnlyList<IEngine> engines)
    {
        if (_shared.TryGetValue((id, engines), out var known)) return known;
        (string, Level)[] levels =
        [
            .. from engine in engines
               let level = LevelOf(id, engine)
               where level != Level.None
               select (engine.Name, level),
        ];
        _shared[(id, engines)] = levels;
        return levels;
    }

    /// <summary>The finding as the engines see it.</summary>
    public Judgement Weigh(ICheck check, string? user, Finding finding, IReadOnlyList<IEngine> engines)
    {
        IReadOnlyList<(string Engine, Level Level)> levels = Of(check.About.Id, engines);
        if (finding.Engines is { } only) levels = [.. levels.Where(level => only.Contains(level.Engine))];
        Level most = levels.Count == 0 ? Level.None : levels.Max(level => level.Level);
        Finding weighed = (finding.Status, most) switch
        {
            (Status.Fail, Level.Recommended) => finding with { Status = Status.Warn },
            (Status.Fail or Status.Warn, Level.Optional) => finding with { Status = Status.Skip, Reason = finding.Reason + " (optional)" },
            // It does not hold, and nobody can tell whether it has to.
            (Status.Fail, Level.Required) when Doubt(check.About.Id, levels) is { } doubt => finding with { Status = Status.Unknown, Reason = $"{finding.Reason}; whether that matters, could not be found out: {doubt}" },
            _ => finding,
        };
        return new Judgement(check, user, weighed, levels);
    }

    private string? Doubt(string id, IReadOnlyList<(string Engine, Level Level)> levels)
    {
        string? doubt = null;
        foreach ((string engine, Level level) in levels)
        {
            if (level != Level.Required) continue;
            if (_needs.Raises(id) || _requirements[engine].DoubtOf(id) is not { } one) return null;
            doubt = one;
        }
        return doubt;
    }

    private Level LevelOf(string id, IEngine engine)
    {
        Level level = _requirements[engine.Name][id];
        return level != Level.None && _needs.Raises(id) ? Level.Required : level;
    }
}
