using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>An account to judge, and the engines to judge for it: a login user for most, the remapped owner for userns-remap.</summary>
/// <param name="Account">The account.</param>
/// <param name="Exists">The host has it; otherwise only its name means something.</param>
/// <param name="Engines">In the order of the engines.</param>
public sealed record Subject(Account Account, bool Exists, IReadOnlyList<IEngine> Engines)
{
    /// <summary>What it wants of its engines; null for what the scope says, which is the same for all. Accounts that want the same share one.</summary>
    public Wish? Wish { get; init; }

    /// <summary>The same is asked about the same account.</summary>
    public bool IsLike(Subject other) =>
        Account == other.Account && Exists == other.Exists && Engines.SequenceEqual(other.Engines) && (Wish is null ? other.Wish is null : other.Wish is not null && Wish.IsLike(other.Wish));
}
