namespace RootlessHost.Facts;

/// <summary>One <c>lxc.idmap</c>: <c>u 0 100000 65536</c>.</summary>
/// <param name="Setting">Where it stands.</param>
/// <param name="Kind">Of uids or of gids; null for a line of another shape, at which LXC stops.</param>
/// <param name="Inside">The first id in the container.</param>
/// <param name="Outside">The ids on the host.</param>
public sealed record LxcIdMap(LxcSetting Setting, IdKind? Kind, ulong Inside, IdRange Outside)
{
    /// <summary>It says who the container's root is on the host.</summary>
    public bool IsOfRoot(IdKind kind) => Kind == kind && Inside == 0 && Outside.Count > 0;
}
