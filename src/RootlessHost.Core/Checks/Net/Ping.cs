using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The user and its containers may ping.</summary>
internal sealed class Ping : IUserCheck
{
    private const string Key = "net.ipv4.ping_group_range";

    // What systemd sets (sysctl.d/50-default.conf): every group that can be.
    private const string Everybody = "0 2147483647";

    public About About { get; } = new("net.ping", "the user and its containers may ping")
    {
        Reads = $"{Key}; the user's gid, and its rows of /etc/subgid",
        Why = "Sending an ICMP echo takes a raw socket, which needs root, or a ping socket, which is for the groups in this range. slirp4netns and pasta ping for the container with the user's group; with --network=host it is the container's own.",
        Sources = ["icmp(7)", "https://rootlesscontaine.rs/getting-started/common/sysctl/", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user.Host.PingGids switch
    {
        (0, >= int.MaxValue) => Finding.Pass("every group may ping"),
        null when user.Host.Sysctl(Key) is { } text => Finding.Unknown($"{Key} is '{text}'"),
        null when user.Host.IsPartial => Finding.Skip($"{Key} is not in this image"),
        null => Finding.Unknown($"this kernel has no {Key}"),
        (var first, var last) when first > last => TooFew(user, "which lets nobody ping"),
        (var first, var last) when user.Account.Gid < first || user.Account.Gid > last => TooFew(user, $"without gid {user.Account.Gid}"),
        (var first, var last) => Outside(user, first, last) is { } range ? TooFew(user, $"without the subordinate gids {range}") : Finding.Pass($"{Key} is {Words(user)}"),
    };

    private static IdRange? Outside(UserFacts user, ulong first, ulong last)
    {
        foreach (OwnedRange owned in user.Subids(IdKind.Gid).Granted)
        {
            if (owned.Range.Start < first || owned.Range.Last > last) return owned.Range;
        }
        return null;
    }

    private static Finding TooFew(UserFacts user, string why) => Finding.Fail($"{Key} is {Words(user)}, {why}")
        .Because(HostFacts.SysctlPath(Key), user.Host.Sysctl(Key)).Wanted(Everybody, Words(user)).With(new Remedy(new SetSysctl(Key, Everybody)));

    // The kernel puts a tab between.
    private static string Words(UserFacts user) => user.Host.Sysctl(Key)!.Replace('\t', ' ');
}
