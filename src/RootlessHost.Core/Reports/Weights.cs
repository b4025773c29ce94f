using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>How much each engine of a look cares for each check, the needs included.</summary>
internal sealed class Weights
{
    private readonly Dictionary<string, Requirements> _requirements = [];
    private readonly Dictionary<(string Id, Wish Wish), IReadOnlyList<(string, Level)>> _shared = [];
    private readonly Dictionary<(Wish Whole, string Parts), Wish> _some = [];

    public Weights(HostFacts host, IReadOnlyList<IEngine> engines)
    {
        foreach (IEngine engine in engines) _requirements[engine.Name] = engine.Needs(host);
    }

    /// <summary>The engines that care, and how much. The same list for the same wish: there are reports of 60,000 users.</summary>
    public IReadOnlyList<(string Engine, Level Level)> Of(string id, Wish wish)
    {
        if (_shared.TryGetValue((id, wish), out var known)) return known;
        (string, Level)[] levels =
        [
            .. from engine in wish.Engines
               let level = LevelOf(id, engine, wish)
               where level != Level.None
               select (engine.Name, level),
        ];
        _shared[(id, wish)] = levels;
        return levels;
    }

    /// <summary>Some parts of a wish as a wish. The same one for the same parts.</summary>
    public Wish Some(Wish whole, IReadOnlyList<int> parts)
    {
        if (parts.Count == whole.Parts.Count) return whole;
        string key = string.Join(',', parts);
        if (!_some.TryGetValue((whole, key), out Wish? some)) _some[(whole, key)] = some = Wish.Together([.. parts.Select(part => whole.Parts[part])]);
        return some;
    }

    /// <summary>The finding as the engines see it.</summary>
    public Judgement Weigh(ICheck check, string? user, Finding finding, Wish wish)
    {
        IReadOnlyList<(string Engine, Level Level)> levels = Of(check.About.Id, wish);
        if (finding.Engines is { } only) levels = [.. levels.Where(level => only.Contains(level.Engine))];
        Level most = levels.Count == 0 ? Level.None : levels.Max(level => level.Level);
        Finding weighed = (finding.Status, most) switch
        {
            (Status.Fail, Level.Recommended) => finding with { Status = Status.Warn },
            (Status.Fail or Status.Warn, Level.Optional) => finding with { Status = Status.Skip, Reason = finding.Reason + " (optional)" },
            // It does not hold, and nobody can tell whether it has to.
            (Status.Fail, Level.Required) when Doubt(check.About.Id, levels, wish) is { } doubt => finding with { Status = Status.Unknown, Reason = $"{finding.Reason}; whether that matters, could not be found out: {doubt}" },
            _ => finding,
        };
        return new Judgement(check, user, weighed, levels);
    }

    private string? Doubt(string id, IReadOnlyList<(string Engine, Level Level)> levels, Wish wish)
    {
        string? doubt = null;
        foreach ((string engine, Level level) in levels)
        {
            if (level != Level.Required) continue;
            if (IsRaised(id, engine, wish) || _requirements[engine].DoubtOf(id) is not { } one) return null;
            doubt = one;
        }
        return doubt;
    }

    private Level LevelOf(string id, IEngine engine, Wish wish)
    {
        Level level = _requirements[engine.Name][id];
        return level != Level.None && IsRaised(id, engine.Name, wish) ? Level.Required : level;
    }

    private static bool IsRaised(string id, string engine, Wish wish) => wish.Parts.Any(part => part.Needs.Raises(id) && part.Engines.Any(one => one.Name == engine));
}
