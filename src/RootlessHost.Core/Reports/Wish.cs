using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <summary>
/// What is wanted of some engines. One user may want other things of one engine than of another, and other users others: such wishes together are a wish
/// too, made of parts.
/// </summary>
public sealed class Wish
{
    private Wish(IReadOnlyList<IEngine> engines, Needs needs, IReadOnlyList<Wish> parts)
    {
        Engines = engines;
        Needs = needs;
        Parts = parts.Count == 0 ? [this] : parts;
    }

    /// <summary>The same of each of these engines.</summary>
    public Wish(IReadOnlyList<IEngine> engines, Needs needs) : this(engines, needs, [])
    {
    }

    /// <summary>In the order of <see cref="AllEngines"/>.</summary>
    public IReadOnlyList<IEngine> Engines { get; }

    /// <summary>What is wanted of any of the engines.</summary>
    public Needs Needs { get; }

    /// <summary>The wishes that it is made of, each the same of all its engines; the wish itself when it is that.</summary>
    public IReadOnlyList<Wish> Parts { get; }

    /// <summary>The same engines, each wanted other things of.</summary>
    public Wish With(Func<Needs, Needs> needs) => Together([.. Parts.Select(part => new Wish(part.Engines, needs(part.Needs)))]);

    /// <summary>The same is wanted of the same engines.</summary>
    public bool IsLike(Wish other) =>
        Engines.SequenceEqual(other.Engines) && Needs.Names.SequenceEqual(other.Needs.Names) && Parts.Count == other.Parts.Count
        && (Parts.Count == 1 || Parts.Zip(other.Parts).All(parts => parts.First.IsLike(parts.Second)));

    /// <summary>Several wishes, none of them made of parts, as one.</summary>
    public static Wish Together(IReadOnlyList<Wish> parts) => parts is [var only]
        ? only
        : new(
            [.. AllEngines.List.Where(engine => parts.Any(part => part.Engines.Contains(engine)))],
            Needs.Parse(parts.SelectMany(part => part.Needs.Names)), parts);
}
