using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>An account's subordinate ids.</summary>
public sealed partial class UserFacts
{
    // Each asks a directory; a look at every account of a large one would take minutes.
    private const int MostQuestions = 200;

    private OwnedIds? _subuids;
    private OwnedIds? _subgids;
    private OwnedIds[]? _ofBothKinds;

    /// <summary>A file of subordinate ids could not be read, which <c>subid.syntax</c> answers for.</summary>
    public bool SubidsAreUnread => host.Subids(IdKind.Uid).Failure is not null || host.Subids(IdKind.Gid).Failure is not null;

    /// <summary>Root maps what it likes.</summary>
    public bool NeedsNoSubids => exists && account.Uid == 0;

    /// <summary>dockerd makes this account and its rows when it first starts with userns-remap=default, if there is no such account.</summary>
    public bool IsMadeByDocker => IsRemapOwner && !exists && account.Name == "dockremap";

    /// <summary>The ids that the account's engines may map.</summary>
    /// <exception cref="IOException">The file could not be read, or what getsubids printed is nothing that it prints.</exception>
    public OwnedIds Subids(IdKind kind) => kind == IdKind.Uid ? _subuids ??= Own(kind) : _subgids ??= Own(kind);

    internal OwnedIds[] SubidsOfBothKinds => _ofBothKinds ??= [Subids(IdKind.Uid), Subids(IdKind.Gid)];

    private OwnedIds Own(IdKind kind)
    {
        SubidTable table = host.Subids(kind);
        // Docker reads the files by itself, whatever nsswitch.conf says.
        if (IsRemapOwner || host.SubidPlugin is not { } plugin) return OwnedIds.FromFile(table, account, exists, IsRemapOwner);
        if (!host.MayAskSubids(MostQuestions)) return OwnedIds.Unknown(table, plugin);
        try
        {
            return OwnedIds.FromPlugin(table, host.AskSubids(Name, kind));
        }
        catch (FormatException wrong)
        {
            throw new RefusedException("getsubids", wrong.Message);
        }
    }
}
