using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>An account's ranges fit in one id map.</summary>
internal sealed class Extents : IUserCheck
{
    private const int MostOfDocker = 5;   // docs.docker.com, userns-remap: "only the first five"
    private const int MostOfOldKernel = 5; // before Linux 4.15
    private const int MostOfKernel = 340;
    private const int MapBytes = 4096;    // written in one piece, shorter than a page

    private static readonly Finding One = Finding.Pass("1 range");

    public About About { get; } = new("subid.extents", "the account's ranges fit in one id map")
    {
        Reads = "/etc/subuid and /etc/subgid, or getsubids where nsswitch.conf names a plugin; the kernel's release",
        Why = "A map has at most 340 lines (5 before Linux 4.15) and fewer than 4096 bytes; one more and the kernel refuses all of it (EINVAL). Docker's userns-remap takes an account's first five ranges and forgets the rest.",
        Sources = ["user_namespaces(7)", "https://docs.docker.com/engine/security/userns-remap/"],
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        OwnedIds ids = user.Subids(IdKind.Uid).Granted.Length >= user.Subids(IdKind.Gid).Granted.Length ? user.Subids(IdKind.Uid) : user.Subids(IdKind.Gid);
        int count = ids.Granted.Length;
        // The account itself is a line of the map too.
        int lines = count + (user.IsRemapOwner ? 0 : 1);
        if (lines > MostOfKernel || BytesOf(user, ids) >= MapBytes) return Because(Finding.Fail($"{count} ranges of {ids.Table.Word}s, more than one id map holds"), ids);
        if (lines > MostOfOldKernel && !user.Host.KernelIsAtLeast(4, 15)) return Because(Finding.Fail($"{count} ranges of {ids.Table.Word}s, and this kernel's id maps hold {MostOfOldKernel}"), ids);
        if (count > MostOfDocker && user.IsRemapOwner) return Because(Finding.Warn($"{count} ranges of {ids.Table.Word}s, of which Docker uses the first {MostOfDocker}"), ids);
        return count == 1 ? One : Finding.Pass($"{count} ranges");
    }

    private static Finding Because(Finding finding, OwnedIds ids) => finding.Because(Aside.Evidence(ids, ids.Granted[^1]));

    private static int BytesOf(UserFacts user, OwnedIds ids)
    {
        // "INSIDE OUTSIDE COUNT\n"; enough of them to know that it is too much.
        int bytes = user.IsRemapOwner ? 0 : Digits(user.Uid) + 5;
        ulong inside = 1;
        foreach (OwnedRange owned in ids.Granted.AsSpan(0, Math.Min(ids.Granted.Length, MostOfKernel)))
        {
            bytes += Digits(inside) + Digits(owned.Range.Start) + Digits(owned.Range.Count) + 3;
            inside += owned.Range.Count;
        }
        return bytes;
    }

    private static int Digits(ulong number)
    {
        int digits = 1;
        for (; number > 9; number /= 10) digits++;
        return digits;
    }
}
