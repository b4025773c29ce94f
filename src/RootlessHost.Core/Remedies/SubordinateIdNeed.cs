using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>An account that lacks subordinate ids.</summary>
/// <param name="Account">Who.</param>
/// <param name="Uids">It lacks uids.</param>
/// <param name="Gids">It lacks gids.</param>
/// <param name="Above">
/// A new block starts above this id: Podman maps ranges in the order of their ids and others in the order of the file, so what is added must come last in both, or the
/// files of its containers change owner.
/// </param>
/// <param name="Preferred">The range that it has of the other kind, when only one is missing: equal numbers are easier to live with.</param>
public sealed record SubordinateIdNeed(Account Account, bool Uids, bool Gids, ulong Above = 0, IdRange? Preferred = null);
