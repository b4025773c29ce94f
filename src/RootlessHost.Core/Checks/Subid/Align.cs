using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>A systemd-homed account's ranges are where homed lets it own files.</summary>
internal sealed class Align : IUserCheck
{
    private static readonly Finding Aligned = Finding.Pass("multiples of 65536");
    private static readonly Finding Anywhere = Finding.Pass("no systemd-homed account, so any start does");

    public About About { get; } = new("subid.align", "the ranges of a systemd-homed account are those that homed allows")
    {
        Reads = "/etc/subuid, /etc/subgid, /var/lib/systemd/home",
        Why = "A home directory of systemd-homed takes files only of ids 0-60000, 60514-65534, the account's own and 524288-1879048191: chown to others fails, and with it every image. "
            + "For other accounts a start that is no multiple of 65536 costs nothing.",
        Sources = ["https://systemd.io/UIDS-GIDS/", "https://github.com/systemd/systemd/issues/21952"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        if (!user.Host.HomedUsers.Contains(user.Name))
        {
            bool aligned = IsAligned(user.Subids(IdKind.Uid)) && IsAligned(user.Subids(IdKind.Gid));
            return aligned ? Aligned : Anywhere;
        }
        foreach (OwnedIds ids in Aside.Both(user))
        {
            foreach (OwnedRange owned in ids.Granted)
            {
                if (owned.Range.Start >= ReservedRange.Homed.Start && owned.Range.End <= ReservedRange.Homed.End) continue;
                return Finding.Fail($"{ids.Table.Word}s {owned.Range} are not within {ReservedRange.Homed}, where systemd-homed lets files belong").Because(Aside.Evidence(ids, owned)).With(Aside.TakeAway(ids, owned));
            }
        }
        return Finding.Pass($"within {ReservedRange.Homed}");
    }

    private static bool IsAligned(OwnedIds ids) => Array.TrueForAll(ids.Granted, owned => owned.Range.Start % Aside.Enough == 0);
}
