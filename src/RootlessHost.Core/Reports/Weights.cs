using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>How much each engine of a look cares for each check, the needs included.</summary>
internal sealed class Weights(HostFacts host, Needs needs)
{
    /// <summary>A check as these engines have it asked.</summary>
    public Question<TFacts> Question<TFacts>(ICheck check, Func<TFacts, Finding> look, IReadOnlyList<IEngine> engines)
    {
        (string, Level)[] levels =
        [
            .. from engine in engines
               let level = LevelOf(check.About.Id, engine)
               where level != Level.None
               select (engine.Name, level),
        ];
        return new Question<TFacts>(check, look, levels, levels.Length == 0 ? Finding.Skip($"{string.Join(", ", engines.Select(engine => engine.Name))} can do without")
            : check.About.Running && host.IsImage ? Finding.Skip("an image has no running kernel or session")
            : null);
    }

    private Level LevelOf(string id, IEngine engine)
    {
        Level level = host.RequirementsOf(engine)[id];
        return level != Level.None && needs.Raises(id) ? Level.Required : level;
    }
}
