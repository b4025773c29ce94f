using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>An account's ranges touch no real account's id and none that is spoken for.</summary>
internal sealed class Reserved : IUserCheck
{
    // No row of more than this many is looked at one by one.
    private const int MostRanges = 1000;

    private static readonly Finding None = Finding.Pass("no account, group or reserved id");
    private static readonly Finding NoneLocal = Finding.Pass("no local account, group or reserved id (those of the directory are not known)");

    public About About { get; } = new("subid.reserved", "no subordinate id is an account's, a group's or reserved")
    {
        Reads = "/etc/subuid, /etc/subgid, /etc/passwd, /etc/group, /etc/nsswitch.conf, the name service",
        Why = "Whoever may map an id can become it: read its files, write as it, and with id 0 be root. A row NAME:0:0 gives every id, root's included, to shadow before 4.20. "
            + "Ids from 2^31 are negative to devpts and others; 4294967295 means 'none'.",
        Sources =
        [
            "subuid(5)", "https://systemd.io/UIDS-GIDS/", "https://github.com/shadow-maint/shadow/issues/1157",
            "https://github.com/shadow-maint/shadow/issues/525", "https://rootlesscontaine.rs/getting-started/common/subuid/",
        ],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.Of(user) is { } aside) return aside;
        ReadOnlySpan<OwnedIds> both = Aside.Both(user);
        if ((Root(both[0]) ?? Root(both[1])) is { } root) return root;
        Finding? worst = null;
        foreach (OwnedIds ids in both)
        {
            uint own = ids.Table.Kind == IdKind.Uid ? user.Uid : user.Account.Gid;
            int looked = 0;
            foreach (OwnedRange owned in ids.Granted)
            {
                // A range around the account's own id is the business of subid.self.
                if (looked++ == MostRanges || (user.Exists && owned.Range.Contains(own) && !user.IsRemapOwner)) continue;
                if (Judge(user.Host, ids, owned) is not { } found) continue;
                if (found.Status == Status.Fail) return found;
                worst ??= found;
            }
        }
        if (worst is not null) return worst;
        return Others(user, both[0]) ?? Others(user, both[1])
            ?? (both[0].Granted.Length + both[1].Granted.Length == 0 ? Finding.FollowsFrom("subid.present")
            : user.Host.RemoteAccountsAreUnknown ? NoneLocal : None);
    }

    private static Finding? Root(OwnedIds ids)
    {
        for (int i = 0; i < ids.Odd.Count; i++)
        {
            int row = ids.Odd[i];
            if (ids.Table.File.Rows[row].GrantsEverything) return EveryId(ids.Table, row, Finding.Fail).With(Aside.TakeAway(ids, new OwnedRange(default, row)));
        }
        return null;
    }

    // It is a hazard for everybody, whoever was asked about.
    private static Finding? Others(UserFacts user, OwnedIds ids) => ids.Unasked is null && user.Host.SubidPlugin is null && ids.Table.File.RootRow is { } row
        ? EveryId(ids.Table, row, Finding.Warn).With(Aside.TakeAway(ids, new OwnedRange(default, row)))
        : null;

    private static Finding EveryId(SubidTable table, int row, Func<string, Finding> judge) =>
        judge($"{Printable.Of(table.File.OwnerOf(table.File.Rows[row]))} may map every {table.Word}, root's included (shadow before 4.20)").Because(table.Evidence(row));

    private static Finding? Judge(HostFacts host, OwnedIds ids, OwnedRange owned)
    {
        IdRange range = owned.Range;
        string word = ids.Table.Word;
        if (range.End > IdRange.Ids - 1) return Bad(ids, owned, Finding.Fail($"{word}s {range} go past 4294967294, the last that there is"));
        ReservedRange? reserved = host.ReservedIn(range);
        if (reserved is { IsFatal: true }) return Bad(ids, owned, Finding.Fail($"{word}s {range} reach into the ids of {reserved.Name} ({reserved.Range})"));
        RealIds real = host.RealIds(ids.Table.Kind);
        if (real.Within(range) is (var first, > 0 and var count))
        {
            string more = count > 1 ? $" and {count - 1} more" : "";
            return Bad(ids, owned, Finding.Fail($"{word}s {range} include {word} {real.Ids[first]}, which is {Printable.Of(real.NameAt(first))}{more}"));
        }
        if (ids.Granted[0].Row < 0) return null; // what a directory gives out is its own business: FreeIPA's lie above 2^31
        return reserved is not null
            ? Bad(ids, owned, Finding.Warn($"{word}s {range} reach into {(reserved.Range.Start == ReservedRange.Signed ? reserved.Name : $"the ids of {reserved.Name}")} ({reserved.Range})"))
            : null;
    }

    private static Finding Bad(OwnedIds ids, OwnedRange owned, Finding finding) => finding.Because(Aside.Evidence(ids, owned)).With(Aside.TakeAway(ids, owned));
}
