using System.Globalization;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>Podman's user namespace has the ids that the files give today.</summary>
internal sealed class StalePodman : IUserCheck
{
    private static readonly Finding NoSession = Finding.Skip("no session, so no pause process");

    public About About { get; } = new("subid.stale-podman", "Podman's running user namespace has the ids that the files give")
    {
        Reads = "/run/user/UID/libpod/tmp/pause.pid, /proc/PID/uid_map and gid_map, /etc/subuid, /etc/subgid",
        Why = "Podman keeps one user namespace alive with a pause process, made with the ranges of that day. What is added later is not seen until 'podman system migrate', and 'not enough IDs' goes on.",
        Risk = "podman system migrate stops the account's containers",
        Sources = ["https://github.com/containers/podman/blob/main/docs/tutorials/rootless_tutorial.md", "https://github.com/containers/podman/issues/3421"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        if (Aside.OrWithoutIds(user) is { } aside) return aside;
        if (!user.Host.RuntimeUids.Contains(user.Uid)) return NoSession;
        if (!user.OwnsRuntimeFolder) return Finding.FollowsFrom("systemd.runtime-dir");
        string file = $"{user.RuntimeFolder}/libpod/tmp/pause.pid";
        if (user.ReadText(file)?.Trim() is not { } text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) return Finding.Skip("no pause process");
        return Compare(user, IdKind.Uid, pid) ?? Compare(user, IdKind.Gid, pid) ?? Finding.Pass($"process {pid} has them");
    }

    private static Finding? Compare(UserFacts user, IdKind kind, int pid)
    {
        string path = $"/proc/{pid}/{(kind == IdKind.Uid ? "uid_map" : "gid_map")}";
        if (user.Host.IdMapAt(path) is not { IsIdentity: false } map) return Finding.Skip("the pause process is gone");
        OwnedIds ids = user.Subids(kind);
        ulong mapped = 0;
        bool covers = true;
        foreach ((_, ulong outside, ulong count) in map.Extents) mapped += count;
        // The ids themselves, not their order: Podman sorts the ranges, and did not always.
        foreach (OwnedRange owned in ids.Granted) covers &= map.Extents.Any(extent => extent.Outside <= owned.Range.Start && extent.Outside + extent.Count >= owned.Range.End);
        return covers && mapped == ids.Sum + 1 ? null : Finding.Warn($"its pause process {pid} has {mapped} {ids.Table.Word}s, the files give {ids.Sum + 1}")
            .Because(path, string.Join("; ", map.Extents.Take(3).Select(extent => $"{extent.Inside} {extent.Outside} {extent.Count}"))).Because([.. ids.Granted.Take(3).Select(owned => Aside.Evidence(ids, owned))])
            .With(new Remedy(new ByHand("let Podman start over, which stops the account's containers", $"runuser -l {Shell.Quote(user.Name)} -c 'podman system migrate'"))
            { Impact = Impact.User, TakesEffect = TakesEffect.EngineRestart });
    }
}
