namespace RootlessHost.Remedies;

/// <summary>How subordinate ids are to be given: <c>[subordinate-ids]</c> of rootless-host.toml(5).</summary>
/// <param name="Count">How many an account gets, 65,536 or more.</param>
/// <param name="ByUid">Each uid has a block of its own, the same on every host; otherwise the next that is free.</param>
/// <param name="Min">The first that may be given; null for what login.defs says.</param>
/// <param name="Max">The last that may be given; null for what login.defs says.</param>
public sealed record SubordinateIdPolicy(ulong Count = SubordinateIdBlocks.Size, bool ByUid = false, ulong? Min = null, ulong? Max = null);
