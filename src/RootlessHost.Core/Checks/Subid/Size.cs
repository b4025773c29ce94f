using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>The account has 65,536 subordinate uids, and as many gids, in one piece.</summary>
internal sealed class Size : IUserCheck
{
    // They take one range and not several: lxc-usernsexec the first, Apptainer the largest.
    private static readonly string[] OfOneRange = ["apptainer", "lxc"];

    private static readonly Finding Usual = Finding.Pass($"{Aside.Enough} uids and gids");

    public About About { get; } = new("subid.size", "the account has 65536 subordinate uids and gids, each in one range")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin",
        Why = "Images hold files of nobody (65534) and of whatever their makers chose; an owner that cannot be mapped is 'lchown: invalid argument' or 'there might not be enough IDs available in the namespace'. "
            + "Several small ranges do for Podman and Docker; Apptainer and LXC take one.",
        Sources = ["subuid(5)", "https://rootlesscontaine.rs/getting-started/common/subuid/", "https://github.com/containers/podman/blob/main/troubleshooting.md", "https://docs.docker.com/engine/security/rootless/troubleshoot/"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        (OwnedIds uids, OwnedIds gids) = (user.Subids(IdKind.Uid), user.Subids(IdKind.Gid));
        ulong sum = Math.Min(uids.Sum, gids.Sum);
        ulong largest = Math.Min(uids.Largest, gids.Largest);
        if ((uids.Sum, gids.Sum, largest) == (Aside.Enough, Aside.Enough, Aside.Enough)) return Usual;
        if (largest >= Aside.Enough) return Finding.Pass(uids.Sum == gids.Sum ? $"{sum} uids and gids" : $"{uids.Sum} uids, {gids.Sum} gids");
        if (sum < Aside.Enough) return Present.Offer(user, Because(Finding.Fail($"{Few(uids, gids, ids => ids.Sum)}, {Aside.Enough} needed").Wanted($"{Aside.Enough}", $"{sum}"), user, ids => ids.Sum));
        string[] strict = [.. user.Engines.Select(engine => engine.Name).Where(OfOneRange.Contains)];
        string reason = $"{Few(uids, gids, ids => ids.Largest)} in one range, {Aside.Enough} only in sum";
        Finding finding = strict.Length > 0 ? Finding.Fail(reason).For(strict) : Finding.Warn(reason);
        return Present.Offer(user, Because(finding.Wanted($"{Aside.Enough} in one range", $"{largest}"), user, ids => ids.Largest));
    }

    private static string Few(OwnedIds uids, OwnedIds gids, Func<OwnedIds, ulong> size) => (size(uids) < Aside.Enough, size(gids) < Aside.Enough) switch
    {
        (true, true) when size(uids) == size(gids) => $"{size(uids)} subordinate uids and gids",
        (true, true) => $"{size(uids)} subordinate uids and {size(gids)} gids",
        (true, false) => $"{size(uids)} subordinate uids",
        _ => $"{size(gids)} subordinate gids",
    };

    private static Finding Because(Finding finding, UserFacts user, Func<OwnedIds, ulong> size)
    {
        const int Enough = 5;
        foreach (OwnedIds ids in Aside.Both(user))
        {
            if (size(ids) < Aside.Enough) finding = finding.Because([.. ids.Granted.Take(Enough).Select(owned => Aside.Evidence(ids, owned))]);
        }
        return finding;
    }
}
