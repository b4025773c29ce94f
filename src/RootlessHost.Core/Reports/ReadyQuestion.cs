namespace RootlessHost.Reports;

/// <summary>What a probe asks about.</summary>
/// <param name="Engines">Only these; none for all.</param>
/// <param name="Users">Only these; none for all.</param>
/// <param name="Exclude">Ids of checks that do not count.</param>
internal sealed record ReadyQuestion(IReadOnlyList<string> Engines, IReadOnlyList<string> Users, IReadOnlyList<string> Exclude)
{
    public static ReadyQuestion Everything { get; } = new([], [], []);
}
