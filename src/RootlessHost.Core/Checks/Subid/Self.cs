using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>An account's ranges are apart from each other and from its own id.</summary>
internal sealed class Self : IUserCheck
{
    private static readonly Finding Well = Finding.Pass("each id once");

    public About About { get; } = new("subid.self", "the account's ranges do not overlap each other or its own ids")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin; /etc/passwd",
        Why = "The kernel refuses a map in which one id of the host stands twice (EINVAL), and engines map all of an account's ranges beside the account itself. "
            + "A row by name and one by number are the same account's: 'newuidmap: write to uid_map failed: Invalid argument'.",
        Sources = ["user_namespaces(7)", "https://github.com/rootless-containers/rootlesskit/issues/229", "https://github.com/moby/moby/issues/49810"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        return Own(user, user.Subids(IdKind.Uid), user.Uid) ?? Own(user, user.Subids(IdKind.Gid), user.Account.Gid)
            ?? Twice(user.Subids(IdKind.Uid)) ?? Twice(user.Subids(IdKind.Gid)) ?? Well;
    }

    private static Finding? Own(UserFacts user, OwnedIds ids, uint own)
    {
        // The daemon that remaps is root, and maps nobody's own id.
        if (!user.Exists || user.IsRemapOwner) return null;
        foreach (OwnedRange owned in ids.Granted)
        {
            if (!owned.Range.Contains(own)) continue;
            return Finding.Fail($"{ids.Table.Word} {own} is {Printable.Of(user.Name)}'s own and lies in its {ids.Table.Word}s {owned.Range}")
                .Because(Aside.Evidence(ids, owned)).With(Aside.TakeAway(ids, owned));
        }
        return null;
    }

    private static Finding? Twice(OwnedIds ids)
    {
        if (ids.Granted.Length < 2) return null;
        OwnedRange[] sorted = [.. ids.Granted];
        Array.Sort(sorted, (a, b) => a.Range.Start.CompareTo(b.Range.Start) is not 0 and var order ? order : a.Row.CompareTo(b.Row));
        OwnedRange widest = sorted[0];
        (OwnedRange A, OwnedRange B)? first = null;
        int count = 0;
        foreach (OwnedRange next in sorted.AsSpan(1))
        {
            if (next.Range.Overlaps(widest.Range))
            {
                first ??= (widest, next);
                count++;
            }
            if (next.Range.End > widest.Range.End) widest = next;
        }
        if (first is not ({ } one, { } other)) return null;
        string more = count > 1 ? $", and {count - 1} more" : "";
        string reason = one.Range == other.Range
            ? $"{ids.Table.Word}s {one.Range} are given twice{more}"
            : $"{ids.Table.Word}s {one.Range.Intersect(other.Range)} are in two ranges{more}";
        // Of two the later one goes: what Docker has mapped by the file's order stays where it is.
        OwnedRange later = one.Row > other.Row ? one : other;
        return Finding.Fail(reason).Because(Aside.Evidence(ids, one), Aside.Evidence(ids, other)).With(Aside.TakeAway(ids, later));
    }
}
