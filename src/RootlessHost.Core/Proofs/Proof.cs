using RootlessHost.Checks;
using RootlessHost.Engines;

namespace RootlessHost.Proofs;

/// <summary>Something that an engine does for a user, to be done and not reasoned about. A check in a report, but nobody answers it by looking.</summary>
/// <param name="About">What it says of itself; the id is <c>area.probe-name</c>.</param>
/// <param name="Weight">The check whose level for an engine is also the proof's.</param>
/// <param name="ExplainedBy">The checks that say why it does not work, the likeliest first.</param>
public sealed record Proof(About About, string Weight, IReadOnlyList<string> ExplainedBy) : ICheck
{
    /// <summary>It is done once for each engine, in the engine's own way; else once for the user.</summary>
    public bool PerEngine { get; init; }

    /// <summary>It is done also for the account whose ids an engine of root's maps everybody to, by root.</summary>
    public bool IsForOwners { get; init; }

    /// <summary>It is done only with an image to run.</summary>
    public bool WantsImage { get; init; }

    /// <summary>The check that, where it does not apply, leaves nothing to prove: that of what is there once the user logs in. Null for none.</summary>
    public string? MootWith { get; init; }

    public string Id => About.Id;

    /// <summary>How much an engine cares, the needs included.</summary>
    public Level LevelFor(Requirements requirements, Needs needs)
    {
        Level level = requirements[Weight];
        return level != Level.None && needs.Raises(Weight) ? Level.Required : level;
    }
}
