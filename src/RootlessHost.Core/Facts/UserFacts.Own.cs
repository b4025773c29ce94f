using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>What is the account's already, so that it may be mended by root: the one rule for every remedy at a place that an account chose.</summary>
public sealed partial class UserFacts
{
    // openat2(2), by which WritableRoot makes sure again that nothing is mounted on the way.
    private static readonly (int Major, int Minor) SeesMounts = (5, 6);

    /// <summary>
    /// Why root does not change the owner or the mode of a directory by itself; null when it may. It lies in the account's home, each directory on the way is the account's, none is a
    /// link and none a mount; and it is the account's itself, or, where it is to be given to it, nobody loses anything by that: root's, and empty.
    /// </summary>
    /// <param name="directory">As the account names it; it is there.</param>
    /// <param name="isGift">It is to become the account's.</param>
    public string? WhyNotItsOwn(string directory, bool isGift)
    {
        string home = account.Home.TrimEnd('/');
        if (!exists || Uid == 0 || home.Length == 0 || !IsPlain(home) || !IsPlain(directory)) return $"{directory} is no plain path in {Name}'s home";
        if (directory != home && !directory.StartsWith(home + "/", StringComparison.Ordinal)) return $"{directory} is not in {Name}'s home";
        if (host.Root.IsLive && (host.Mounts is null || !host.KernelIsAtLeast(SeesMounts.Major, SeesMounts.Minor))) return "nothing here tells what is mounted on the way";
        if (host.Mounts?.Of(home) is { } mount && MountHazards.MayNotAnswer(mount)) return $"{home} is on {mount.Type}, where another decides whose it is";
        for (int slash = home.Length; slash >= 0; slash = slash == directory.Length ? -1 : directory.IndexOf('/', slash + 1) is > 0 and var next ? next : directory.Length)
        {
            string at = directory[..slash];
            if (Files.ReadLink(at) is not null) return $"{at} is a link";
            if (at != home && host.Mounts?.At(at) is not null) return $"{at} is a mount of its own";
            if (Files.Stat(at) is not { Kind: FileKind.Directory } status) return $"{at} is not a directory";
            if (status.Uid == Uid) continue;
            if (at != directory || !isGift || at == home) return $"{at} belongs to uid {status.Uid}";
            // That it is empty the account could learn by removing it: the directory above is its own.
            if (status.Uid != host.RootsUid || host.Root.List(at) is not { Count: 0 }) return $"{at} belongs to uid {status.Uid}, and {(status.Uid == host.RootsUid ? "holds something" : "not to root")}";
        }
        return null;
    }

    private static bool IsPlain(string path) =>
        path.StartsWith('/') && !path.Split('/').Skip(1).Any(name => name is "" or "." or "..");
}
