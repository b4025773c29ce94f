using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>Nobody else may map the account's subordinate ids.</summary>
internal sealed class Overlap : IUserCheck
{
    private const int MostNamed = 3;
    private const int MostRanges = 1000;

    private static readonly Finding Well = Finding.Pass("no other owner has them");

    public About About { get; } = new("subid.overlap", "nobody else may map the account's subordinate ids")
    {
        Reads = "every row of /etc/subuid and /etc/subgid, /etc/passwd",
        Why = "Two accounts with one range can read and write the files of each other's containers, and kill their processes. "
            + "dockerd-rootless-setuptool.sh advises 100000:65536 to everybody, usermod and editors do not look, and Docker's userns-remap looks only at root's rows.",
        Risk = "an account that gets another range does not own the files of its old containers any more",
        Sources = ["subuid(5)", "https://github.com/shadow-maint/shadow/issues/1629", "https://github.com/NixOS/nixpkgs/issues/259588", "https://rootlesscontaine.rs/getting-started/common/subuid/"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        if (user.Host.SubidPlugin is not null && !user.IsRemapOwner) return Finding.Pass("a directory gives them out, and keeps them apart");
        Finding? worst = null;
        foreach (OwnedIds ids in Aside.Both(user))
        {
            ulong self = ids.Table.IdentityOf(user.Account, user.Exists);
            foreach (OwnedRange owned in ids.Granted.AsSpan(0, Math.Min(ids.Granted.Length, MostRanges)))
            {
                bool isService = ids.Table.KindOf(ids.Table.File.Rows[owned.Row].Owner) != IdOwner.Account;
                if (Meet(ids, owned, self, ids.Table.Strong) is { } strong)
                {
                    Finding found = Describe(isService ? Finding.Warn : Finding.Fail, ids, owned, strong, ids.Table.Strong);
                    if (!isService) return found;
                    worst ??= found;
                }
                else if (Meet(ids, owned, self, ids.Table.Weak) is { } weak)
                {
                    worst ??= Describe(Finding.Warn, ids, owned, weak, ids.Table.Weak);
                }
            }
        }
        return worst ?? Well;
    }

    private static SubidClaim[]? Meet(OwnedIds ids, OwnedRange owned, ulong self, SubidOverlaps claims)
    {
        // The readings of the row, not of the program that counts for this account: the other one's may be another.
        (IdRange shadow, IdRange other) = ids.Table.File.Readings(ids.Table.File.Rows[owned.Row]);
        return Meet(shadow, self, claims) ?? Meet(other, self, claims);
    }

    private static SubidClaim[]? Meet(IdRange range, ulong self, SubidOverlaps claims) => claims.Meets(range, self) ? [.. claims.Others(range, self, MostNamed)] : null;

    private static Finding Describe(Func<string, Finding> judge, OwnedIds ids, OwnedRange owned, SubidClaim[] others, SubidOverlaps claims)
    {
        SubidTable table = ids.Table;
        SubidClaim first = others[0];
        SubidRow row = table.File.Rows[first.Row];
        (IdRange one, IdRange two) = table.File.Readings(table.File.Rows[owned.Row]);
        IdRange shared = one.Overlaps(first.Range) ? one.Intersect(first.Range) : two.Intersect(first.Range);
        // As many rows as meet this one, itself and its like included: named is one of them.
        int more = others.Length == 1 ? 0 : claims.Count(owned.Range) - 1 - (table.KindOf(table.File.Rows[owned.Row].Owner) == IdOwner.Account && claims == table.Strong ? 1 : 0);
        string whose = table.KindOf(row.Owner) switch
        {
            IdOwner.Nobody => $"{Printable.Of(table.File.OwnerOf(row))}, an account that is not there",
            _ => Printable.Of(table.UserOf(row.Owner) ?? table.File.OwnerOf(row)),
        };
        return judge($"{table.Word}s {shared} are also given to {whose}{(more > 0 ? $" and {more} more rows" : "")}")
            .Because([table.Evidence(owned.Row), .. others.Select(other => table.Evidence(other.Row))])
            .With(Aside.TakeAway(table, Leaving(table, owned.Row, first.Row)));
    }

    // The same of the two, whoever is asked about: the row of an account that is gone, else the later one, because the earlier one was there.
    private static int Leaving(SubidTable table, int one, int other) =>
        (IsGone(table, one), IsGone(table, other)) switch
        {
            (true, false) => one,
            (false, true) => other,
            _ => Math.Max(one, other),
        };

    private static bool IsGone(SubidTable table, int row) => table.KindOf(table.File.Rows[row].Owner) == IdOwner.Nobody;
}
