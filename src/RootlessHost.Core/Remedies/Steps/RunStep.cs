using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>A program of the host is run, because only it can do the thing: a module and what it depends on, a reload, a package.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Its arguments, as a list.</param>
public sealed record RunStep(string Program, IReadOnlyList<string> Arguments) : Step
{
    /// <summary>The arguments that take it back; null where nothing does.</summary>
    public IReadOnlyList<string>? Back { get; init; }

    /// <summary>It comes behind all others, in either direction: it makes a daemon read what they wrote.</summary>
    public bool IsLast { get; init; }

    /// <summary>Its output is for the person, and it may take its time.</summary>
    public bool IsLong { get; init; }

    /// <summary>What it leaves is its own memory of what there is elsewhere: nothing to be taken back.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>A file that somebody locks (fcntl(2)) who does the same, and that it does not wait for itself; null for none.</summary>
    public string? Unlocked { get; init; }

    /// <summary>A file that is there as long as somebody does the same, and that it does not wait for itself; null for none.</summary>
    public string? Absent { get; init; }

    /// <summary>The exit statuses beside 0 that mean it was done.</summary>
    public IReadOnlyList<int> AlsoWell { get; init; } = [];

    [JsonIgnore]
    public override string Target => string.Join(' ', Arguments.Prepend(Program));

    /// <summary>The same as a line for a shell.</summary>
    [JsonIgnore]
    public string Command => string.Join(' ', Arguments.Prepend(System.IO.Path.GetFileName(Program)).Select(Shell.Quote));

    public override Step? Reverse() => Back is null ? null : this with { Arguments = Back, Back = Arguments };
}
