using RootlessHost.Linux;

namespace RootlessHost.Remedies;

/// <summary>How far a transaction could be taken back.</summary>
/// <param name="Left">What is not as it was, and why; empty when everything is.</param>
/// <param name="Obstacle">What stood in the way, and may not the next time: the transaction stays begun. Null when there is nothing more to do.</param>
internal sealed record TakenBack(IReadOnlyList<string> Left, IOException? Obstacle)
{
    public bool IsAll => Left.Count == 0 && Obstacle is null;

    /// <summary><c>not taken back: /etc/subuid (fsync /etc/subuid: Input/output error): the next apply or undo tries again</c>.</summary>
    public string Text => (Left.Count, Obstacle) switch
    {
        (0, null) => "the host is as it was",
        (_, null) => $"not taken back: {string.Join("; ", Left)}",
        (0, _) => $"the host is as it was, but the journal does not say so ({Obstacle.Message}): the next apply or undo tries again",
        _ => $"not taken back: {string.Join("; ", Left)}: the next apply or undo tries again",
    };
}
