namespace RootlessHost.Linux;

/// <summary>An account on whose behalf files are looked at.</summary>
/// <param name="uid">Its uid.</param>
/// <param name="gids">All of its groups; asked for when the first file needs them.</param>
public sealed class Viewer(uint uid, Func<IReadOnlyList<uint>> gids)
{
    private IReadOnlyList<uint>? _gids;
    private Budget? _budget;

    public uint Uid => uid;

    /// <summary>The primary group first.</summary>
    public IReadOnlyList<uint> Gids => _gids ??= gids();

    /// <summary>What its files may cost.</summary>
    public Budget Budget => _budget ??= new Budget();

    /// <summary>Its process has all capabilities: there is nothing that it may not see.</summary>
    internal bool IsRoot => uid == 0;

    /// <summary>The mode, or where there is one the access control list, lets it read (4), write (2) or search (1).</summary>
    internal bool May(FileStatus file, byte[]? list, uint wanted) => file.Uid == uid || list is null
        ? file.Allows(uid, Gids as IReadOnlyCollection<uint>, wanted)
        : AccessList.Allows(list, file.Gid, uid, Gids, wanted) ?? file.Allows(uid, Gids, wanted);
}
