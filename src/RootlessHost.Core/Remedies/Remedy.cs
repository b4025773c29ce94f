namespace RootlessHost.Remedies;

/// <summary>The changes that would make a check pass.</summary>
public sealed record Remedy(IReadOnlyList<Change> Changes)
{
    public Remedy(params Change[] changes) : this((IReadOnlyList<Change>)changes)
    {
    }

    public TakesEffect TakesEffect { get; init; } = TakesEffect.Immediately;

    public Impact Impact { get; init; } = Impact.Host;

    /// <summary>In the imperative, one line.</summary>
    public string Summary => Changes is [var only] ? only.Summary : string.Join("; ", Changes.Select(change => change.Summary).Distinct());

    /// <summary>Every change can be made by the program.</summary>
    public bool Automatic => Changes is [var only] ? only.IsAutomatic : Changes.All(change => change.IsAutomatic);

    /// <summary>The same by hand, as lines for a root shell.</summary>
    public IEnumerable<string> Commands => Changes.SelectMany(change => change.Commands).Distinct();
}
