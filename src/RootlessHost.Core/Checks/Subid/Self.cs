using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>An account's ranges are apart from each other and from its own id.</summary>
internal sealed class Self : IUserCheck
{
    private static readonly Finding Well = Finding.Pass("each id once");

    // It asks getsubids for the account's name and for its number, and maps both answers, be they the same rows: not before, and mended in the next.
    private static readonly Version CountsTwice = new(1, 1, 0);

    public About About { get; } = new("subid.self", "the account's ranges do not overlap each other or its own ids")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin; /etc/passwd, the version of RootlessKit",
        Why = "The kernel refuses a map in which one id of the host stands twice (EINVAL), and engines map all of an account's ranges beside the account itself. "
            + "A row by name and one by number are the same account's: 'newuidmap: write to uid_map failed: Invalid argument'. "
            + "RootlessKit 1.1.0 takes each row by number twice; later ones take equal rows once.",
        Sources = ["user_namespaces(7)", "https://github.com/rootless-containers/rootlesskit/issues/229", "https://github.com/rootless-containers/rootlesskit/pull/369", "https://github.com/moby/moby/issues/49810"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        return Own(user, user.Subids(IdKind.Uid), user.Uid) ?? Own(user, user.Subids(IdKind.Gid), user.Account.Gid)
            ?? Twice(user, user.Subids(IdKind.Uid)) ?? Twice(user, user.Subids(IdKind.Gid))
            ?? ByNumber(user, user.Subids(IdKind.Uid)) ?? ByNumber(user, user.Subids(IdKind.Gid)) ?? Well;
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

    private static Finding? Twice(UserFacts user, OwnedIds ids)
    {
        if (ids.Granted.Length < 2) return null;
        OwnedRange[] sorted = [.. ids.Granted];
        Array.Sort(sorted, (a, b) => a.Range.Start.CompareTo(b.Range.Start) is not 0 and var order ? order : a.Row.CompareTo(b.Row));
        OwnedRange widest = sorted[0];
        (OwnedRange A, OwnedRange B)? first = null;
        int count = 0;
        bool areEqual = true;
        foreach (OwnedRange next in sorted.AsSpan(1))
        {
            if (next.Range.Overlaps(widest.Range))
            {
                first ??= (widest, next);
                areEqual &= next.Range == widest.Range;
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
        Finding finding = Finding.Fail(reason).Because(Aside.Evidence(ids, one), Aside.Evidence(ids, other)).With(Aside.TakeAway(ids, later));
        return areEqual && IsOfRootlesskit(user) && user.Host.HasGetsubids && user.Host.VersionOf("rootlesskit") > CountsTwice ? WithoutRootlesskit(user, finding) : finding;
    }

    // It takes of equal answers one.
    private static Finding WithoutRootlesskit(UserFacts user, Finding finding)
    {
        string[] others = [.. user.Engines.Select(engine => engine.Name).Where(name => !RootlessEngine.OfRootlesskit.Contains(name))];
        return others.Length > 0 ? finding.For(others) : finding with { Status = Status.Warn };
    }

    private static bool IsOfRootlesskit(UserFacts user)
    {
        for (int i = 0; i < user.Engines.Count; i++)
        {
            if (RootlessEngine.OfRootlesskit.Contains(user.Engines[i].Name)) return true;
        }
        return false;
    }

    private static Finding? ByNumber(UserFacts user, OwnedIds ids)
    {
        // Asked of every account: what is made for the answer is made where there is one.
        if (!IsOfRootlesskit(user) || !user.Host.HasGetsubids || user.Host.VersionOf("rootlesskit") != CountsTwice) return null;
        string[] engines = [.. user.Engines.Select(engine => engine.Name).Where(RootlessEngine.OfRootlesskit.Contains)];
        string number = $"{user.Uid}";
        foreach (OwnedRange owned in ids.Granted)
        {
            if (owned.Row < 0 || ids.Table.File.OwnerOf(ids.Table.File.Rows[owned.Row]) != number || number == user.Name) continue;
            return Finding.Fail($"{ids.Table.Word}s {owned.Range} are given to {number}, a number, and RootlessKit {CountsTwice} takes such a row twice")
                .For(engines).Because(Aside.Evidence(ids, owned))
                .With(new Remedy(new ByHand($"give them to {Printable.Of(user.Name)} by name", $"sed -i {Shell.Quote($"s/^{number}:/{user.Name}:/")} {ids.Table.Path}")));
        }
        return null;
    }
}
