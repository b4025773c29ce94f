namespace RootlessHost.Checks;

/// <summary>What a check says of itself, for <c>list</c> and <c>explain</c>.</summary>
/// <param name="Id"><c>area.name</c>: part of the program's interface, never reused. It is also the path of the check's source file.</param>
/// <param name="Title">One sentence that is true when the check passes.</param>
public sealed record About(string Id, string Title)
{
    /// <summary>The files, sysctls and calls that are looked at, as a person would name them.</summary>
    public required string Reads { get; init; }

    /// <summary>What goes wrong when it does not hold, in a sentence or three, with the engines' own words where they are known.</summary>
    public required string Why { get; init; }

    /// <summary>What the remedy costs or weakens; null when it costs nothing.</summary>
    public string? Risk { get; init; }

    /// <summary>Manual pages, documentation, source and issues that the check's facts come from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The check asks a running kernel or session, which an image does not have.</summary>
    public bool Running { get; init; }

    /// <summary>The part of the id before the dot.</summary>
    public string Area => Id[..Id.IndexOf('.')];

    /// <summary>The sources that are addresses.</summary>
    public IEnumerable<string> References => Sources.Where(source => source.StartsWith("https://", StringComparison.Ordinal));
}
