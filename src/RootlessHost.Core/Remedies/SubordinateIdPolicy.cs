namespace RootlessHost.Remedies;

/// <summary>How subordinate ids are given: <c>[subordinate-ids]</c> of the configuration.</summary>
/// <param name="Count">Ids of a block.</param>
/// <param name="ByUid">The block follows from the account's uid, so that it is the same on every host.</param>
/// <param name="Min">The lowest id that is given; null for login.defs' SUB_UID_MIN and SUB_GID_MIN.</param>
/// <param name="Max">The highest; null for login.defs' SUB_UID_MAX and SUB_GID_MAX.</param>
public sealed record SubordinateIdPolicy(ulong Count = SubordinateIdBlocks.Size, bool ByUid = false, ulong? Min = null, ulong? Max = null)
{
    public static SubordinateIdPolicy Default { get; } = new();
}
