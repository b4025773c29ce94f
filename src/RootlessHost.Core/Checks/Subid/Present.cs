using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>The account has subordinate uids and gids, and this host has the ids.</summary>
internal sealed class Present : IUserCheck
{
    private static readonly string Wanted = $"{Aside.Enough} uids and gids";

    public About About { get; } = new("subid.present", "the account has subordinate uids and gids")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin; /proc/self/uid_map and gid_map",
        Why = "A container's users other than root need ids of the host. Docker stops with 'No subuid ranges found for user'; Podman goes on with a single id, and fails at the first image with another owner in it. "
            + "useradd gives ranges to new login users; system accounts, those of directories and those older than the files have none.",
        Sources = ["subuid(5)", "subgid(5)", "https://docs.docker.com/engine/security/rootless/", "https://rootlesscontaine.rs/getting-started/common/subuid/"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.Of(user) is { } aside) return aside;
        (OwnedIds uids, OwnedIds gids) = (user.Subids(IdKind.Uid), user.Subids(IdKind.Gid));
        if ((uids.Unasked ?? gids.Unasked) is { } plugin)
        {
            string name = Printable.Of(user.Name);
            return Finding.Unknown(user.Host.IsPartial || !user.Host.HasGetsubids
                    ? $"nsswitch.conf gives subid to {Printable.Of(plugin)}, and only getsubids on the running host says what {name} has"
                    : $"getsubids was asked for many accounts, and not for {name} any more: ask for it alone")
                .Because(new Evidence("/etc/nsswitch.conf", user.Host.Nsswitch.Line("subid"), $"subid: {Printable.Of(plugin)}"));
        }
        return (uids.Granted.Length, gids.Granted.Length) switch
        {
            ( > 0, > 0) => Outside(user, uids) ?? Outside(user, gids) ?? Finding.Pass(Describe(uids, gids)),
            (0, > 0) => None(user, "no subordinate uids (gids are there)", uids),
            ( > 0, 0) => None(user, "no subordinate gids (uids are there)", gids),
            _ => None(user, "no subordinate uids or gids", uids, gids),
        };
    }

    private static Finding None(UserFacts user, string reason, params ReadOnlySpan<OwnedIds> missing)
    {
        // It has rows, but nobody reads them: that they are malformed is the fault to mend.
        foreach (OwnedIds ids in missing)
        {
            if (ids.Odd.Count > 0) return Finding.FollowsFrom("subid.syntax");
        }
        var evidence = new Evidence[missing.Length];
        for (int i = 0; i < evidence.Length; i++)
        {
            SubidTable table = missing[i].Table;
            evidence[i] = user.Host.SubidPlugin is { } plugin && !user.IsRemapOwner
                ? new Evidence("getsubids", Text: $"{Printable.Of(plugin)} gives no {table.Word}s")
                : table.Absence;
        }
        return Offer(user, new Finding(Status.Fail, reason) { Expected = Wanted, Actual = reason, Evidence = evidence });
    }

    /// <summary>The finding with a block of ids for the account as its remedy, or with the reason that there is none.</summary>
    public static Finding Offer(UserFacts user, Finding finding) => user.Host.SubidOffers.For(user.Account) is { } block
        ? finding.With(new Remedy(block) { Impact = Impact.User, TakesEffect = TakesEffect.EngineRestart })
        : finding with { Reason = $"{finding.Reason}; {user.Host.SubidOffers.WhyNot(user)}" };

    // In a container the rows can promise ids that the container itself was not given.
    private static Finding? Outside(UserFacts user, OwnedIds ids)
    {
        bool isUid = ids.Table.Kind == IdKind.Uid;
        if ((isUid ? user.Host.UidMap : user.Host.GidMap) is not { IsIdentity: false } map) return null;
        foreach (OwnedRange owned in ids.Granted)
        {
            if (map.Covers(owned.Range)) continue;
            ulong end = map.Extents.Count == 0 ? 0 : map.Extents.Max(extent => extent.Inside + extent.Count);
            return Finding.Fail($"{ids.Table.Word}s {owned.Range} are not all in this container, whose {ids.Table.Word}s end at {(end == 0 ? 0 : end - 1)}")
                .Because(Aside.Evidence(ids, owned)).Because(isUid ? "/proc/self/uid_map" : "/proc/self/gid_map", string.Join("; ", map.Extents.Take(3).Select(extent => $"{extent.Inside} {extent.Outside} {extent.Count}")))
                .With(new Remedy(new ByHand($"give the container that this is more {ids.Table.Word}s from outside, or the account a range that ends below {end}")));
        }
        return null;
    }

    private static string Describe(OwnedIds uids, OwnedIds gids) => uids.Granted is [var uid] && gids.Granted is [var gid]
        ? uid.Range == gid.Range ? $"uids and gids {uid.Range}" : $"uids {uid.Range}, gids {gid.Range}"
        : $"{uids.Sum} uids in {uids.Granted.Length} ranges, {gids.Sum} gids in {gids.Granted.Length}";
}
