using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <summary>What a look is about.</summary>
/// <param name="Root">The directory that stood for <c>/</c>, as the person gave it.</param>
/// <param name="Subjects">The accounts; none when only the host is judged.</param>
/// <param name="Engines">The engines, in the order of <see cref="AllEngines"/>.</param>
/// <param name="Needs">What is wanted of them, by anybody.</param>
public sealed record Scope(string Root, IReadOnlyList<Subject> Subjects, IReadOnlyList<IEngine> Engines, Needs Needs)
{
    /// <summary>The needs by engine, where they are not the same for all: everything that any subject wants.</summary>
    public Wish Wish { get; init; } = new(Engines, Needs);

    /// <summary>Ids or globs of the checks to ask, and with them what they follow from; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Ids or globs of the checks not to ask.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>Warnings count as failures.</summary>
    public bool Strict { get; init; }

    /// <summary>The same, where everybody wants this too of every engine.</summary>
    /// <exception cref="FormatException">A need that there is not.</exception>
    public Scope Wanting(IReadOnlyList<string> more)
    {
        // A look tells wishes and needs by what they are and not by what they say, so that those that were one stay one.
        var needs = new Dictionary<Needs, Needs>();
        var wishes = new Dictionary<Wish, Wish>();
        return this with
        {
            Subjects = [.. Subjects.Select(subject => subject.Wish is null ? subject : subject with { Wish = WishAnd(subject.Wish) })],
            Needs = NeedsAnd(Needs),
            Wish = WishAnd(Wish),
        };

        Needs NeedsAnd(Needs old) => needs.TryGetValue(old, out Needs? known) ? known : needs[old] = Needs.Parse(old.Names.Concat(more));
        Wish WishAnd(Wish old) => wishes.TryGetValue(old, out Wish? known) ? known : wishes[old] = old.With(NeedsAnd);
    }

    /// <summary>The same is asked about the same accounts.</summary>
    public bool IsLike(Scope other) =>
        Root == other.Root && Strict == other.Strict && Wish.IsLike(other.Wish) && Only.SequenceEqual(other.Only) && Skip.SequenceEqual(other.Skip)
        && Subjects.Count == other.Subjects.Count && Subjects.Zip(other.Subjects).All(subjects => subjects.First.IsLike(subjects.Second));

    /// <summary>The check is to be asked. One that another follows from may be asked beside those.</summary>
    public bool Includes(string id) => (Only.Count == 0 || Only.Any(glob => Glob.Matches(glob, id))) && !Skips(id);

    /// <summary>The check is not to be asked, whatever follows from it.</summary>
    public bool Skips(string id) => Skip.Any(glob => Glob.Matches(glob, id));
}
