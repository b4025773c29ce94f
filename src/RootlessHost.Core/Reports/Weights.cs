using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>How much each engine of a look cares for each check, the needs included.</summary>
internal sealed class Weights(HostFacts host)
{
    private readonly Dictionary<(object Checks, Wish Wish), Weighing[]> _shared = [];
    private readonly Dictionary<(Wish Whole, string Parts), Wish> _some = [];

    /// <summary>How the answers of these checks weigh for a wish, in their order. The same for the same list and wish.</summary>
    public Weighing[] Of<T>(IReadOnlyList<T> checks, Wish wish) where T : ICheck
    {
        if (!_shared.TryGetValue((checks, wish), out Weighing[]? known)) _shared[(checks, wish)] = known = All(checks, wish);
        return known;
    }

    // Apart: what a lambda captures is allocated where its method begins, needed or not.
    private Weighing[] All<T>(IReadOnlyList<T> checks, Wish wish) where T : ICheck => [.. checks.Select(check => Of(check, wish))];

    /// <summary>Some parts of a wish as a wish. The same one for the same parts.</summary>
    public Wish Some(Wish whole, IReadOnlyList<int> parts)
    {
        if (parts.Count == whole.Parts.Count) return whole;
        string key = string.Join(',', parts);
        if (!_some.TryGetValue((whole, key), out Wish? some)) _some[(whole, key)] = some = Wish.Together([.. parts.Select(part => whole.Parts[part])]);
        return some;
    }

    private Weighing Of(ICheck check, Wish wish)
    {
        string id = check.About.Id;
        (string, Level)[] levels =
        [
            .. from engine in wish.Engines
               let level = LevelOf(id, engine, wish)
               where level != Level.None
               select (engine.Name, level),
        ];
        Finding? settled = levels.Length == 0 ? Finding.Skip($"{string.Join(", ", wish.Engines.Select(engine => engine.Name))} can do without")
            : check.About.Running && host.IsImage ? Finding.Skip("an image has no running kernel or session")
            : null;
        return new Weighing(check, levels, settled, some => Doubt(id, some, wish));
    }

    private string? Doubt(string id, IReadOnlyList<(string Engine, Level Level)> levels, Wish wish)
    {
        string? doubt = null;
        foreach ((string engine, Level level) in levels)
        {
            if (level != Level.Required) continue;
            if (IsRaised(id, engine, wish) || host.RequirementsOf(wish.Engines.First(one => one.Name == engine)).DoubtOf(id) is not { } why) return null;
            doubt = why;
        }
        return doubt;
    }

    private Level LevelOf(string id, IEngine engine, Wish wish)
    {
        Level level = host.RequirementsOf(engine)[id];
        return level != Level.None && IsRaised(id, engine.Name, wish) ? Level.Required : level;
    }

    // Asked for each check and engine.
    private static bool IsRaised(string id, string engine, Wish wish)
    {
        for (int i = 0; i < wish.Parts.Count; i++)
        {
            if (wish.Parts[i].Needs.Raises(id) && wish.Parts[i].Engines.Any(one => one.Name == engine)) return true;
        }
        return false;
    }
}
