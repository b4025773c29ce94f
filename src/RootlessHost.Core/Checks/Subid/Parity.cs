using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>An account's subordinate uids and gids are the same numbers.</summary>
internal sealed class Parity : IUserCheck
{
    private static readonly Finding Well = Finding.Pass("the same");

    public About About { get; } = new("subid.parity", "the subordinate uids and gids are the same numbers")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin",
        Why = "Nothing breaks when they differ; a file's owner and group are then different numbers on the host, which hand-written id maps and people get wrong.",
        Sources = ["subgid(5)", "user_namespaces(7)"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        (OwnedIds uids, OwnedIds gids) = (user.Subids(IdKind.Uid), user.Subids(IdKind.Gid));
        for (int i = 0; i < Math.Max(uids.Granted.Length, gids.Granted.Length); i++)
        {
            IdRange? uid = i < uids.Granted.Length ? uids.Granted[i].Range : null;
            IdRange? gid = i < gids.Granted.Length ? gids.Granted[i].Range : null;
            if (uid == gid) continue;
            Evidence[] rows = [.. uid is null ? Array.Empty<Evidence>() : [Aside.Evidence(uids, uids.Granted[i])], .. gid is null ? Array.Empty<Evidence>() : [Aside.Evidence(gids, gids.Granted[i])]];
            return Finding.Warn($"uids {uid?.ToString() ?? "none"} go with gids {gid?.ToString() ?? "none"}").Because(rows);
        }
        return Well;
    }
}
