using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>What the account may do with files that are not its own: path_resolution(7).</summary>
public sealed partial class UserFacts
{
    private const uint Read = 4;
    private const uint Search = 1;

    private IReadOnlyList<uint>? _gids;

    /// <summary>The account's groups, the primary one first. Local groups only.</summary>
    public IReadOnlyList<uint> Gids => _gids ??= host.GidsOf(account);

    /// <summary>
    /// It may do this with a file or folder. So it is taken to be where nothing is, and where there is an access control list, which may allow what the mode does not; not
    /// where it may not even look.
    /// </summary>
    /// <param name="path">As the account names it.</param>
    /// <param name="wanted">The bits of <see cref="FileStatus.Allows"/>.</param>
    public bool May(string path, uint wanted)
    {
        try
        {
            return Files.Stat(path) is not { } status
                || status.Allows(Uid, [], wanted) || (status.Uid != Uid && status.Allows(Uid, Gids, wanted))
                || Files.Attribute(path, AccessList.Attribute) is not null;
        }
        catch (PosixException failure) when (failure.IsPermission && !IsSelf && !host.IsPartial)
        {
            return false;
        }
    }

    /// <summary>What it may look at of a file; null where there is none, and where it may not look: by a link of its own, say.</summary>
    public FileStatus? StatIfSeen(string path)
    {
        try
        {
            return Files.Stat(path);
        }
        catch (PosixException failure) when (failure.IsPermission)
        {
            return null;
        }
    }

    /// <summary>The first folder, from the top, that the account may not enter; null when it may enter all.</summary>
    public string? Closed(string folder)
    {
        if (folder.Length > DataRoot.LongestPath) return null; // names nothing
        string? above = folder == "/" ? null : Closed(Parent(folder));
        return above ?? (May(folder, Search) ? null : folder);
    }

    /// <summary>
    /// What keeps the account from reading a file or a folder: itself, or a folder above that is closed, be it there or not. Null when nothing does; also in a directory
    /// that stands for a host, where the owners are those of whoever unpacked it.
    /// </summary>
    public string? KeptFrom(string path) => host.IsPartial || (!path.StartsWith(account.Home, StringComparison.Ordinal) && host.IsForAll(path)) ? null : Closed(Parent(path)) ?? (May(path, Read) ? null : path);

    /// <summary>The folder above; <c>/</c> of whatever has none.</summary>
    internal static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
