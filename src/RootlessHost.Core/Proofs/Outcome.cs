using RootlessHost.Checks;

namespace RootlessHost.Proofs;

/// <summary>What became of a proof, before the engines weigh it.</summary>
/// <param name="Id">The proof's.</param>
/// <param name="Engine">Whose way it was done; null for nobody's in particular.</param>
/// <param name="Status">Pass, fail, unknown or skip.</param>
/// <param name="Reason">What was seen, as a fragment.</param>
/// <param name="Errno">The error's name, <c>EPERM</c>; null where no call failed, or only a program knows which.</param>
/// <param name="Command">What shows it by hand.</param>
public sealed record Outcome(string Id, string? Engine, Status Status, string Reason, string? Errno = null, string? Command = null)
{
    /// <summary>The failure is that of what was asked for, such as a command that is not in the image, and says nothing of the host.</summary>
    public bool IsOwn { get; init; }
}
