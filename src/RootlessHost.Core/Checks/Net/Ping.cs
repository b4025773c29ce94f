using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The user and its containers may ping.</summary>
internal sealed class Ping : IUserCheck
{
    private const string Key = "net.ipv4.ping_group_range";

    // What systemd sets (sysctl.d/50-default.conf): every group that can be.
    private const string Everybody = "0 2147483647";

    // Of every network namespace that is new: nobody.
    private const string Usual = "1 0";

    public About About { get; } = new("net.ping", "the user and its containers may ping")
    {
        Reads = $"{Key}; of an image, sysctl.d instead; the user's gid, and its rows of /etc/subgid",
        Why = "Sending an ICMP echo takes a raw socket, which needs root, or a ping socket, which is for the groups in this range. slirp4netns and pasta ping for the container with the user's group; with --network=host it is the container's own.",
        Sources = ["icmp(7)", "https://rootlesscontaine.rs/getting-started/common/sysctl/", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
    };

    public Finding Look(UserFacts user) => user.Host switch
    {
        { IsImage: true } => LookAtImage(user),
        var host when host.Sysctl(Key) is { } live => Judge(user, live, new Evidence(HostFacts.SysctlPath(Key), Text: live), new SetSysctl(Key, Everybody)),
        { IsPartial: true } => Finding.Skip($"{Key} is not in this image"),
        _ => Finding.Unknown($"this kernel has no {Key}"),
    };

    // What an image is asked for it has to bring to its first boot.
    private static Finding LookAtImage(UserFacts user)
    {
        if (!user.Host.Needs.Ping) return Finding.Skip("an image has no running kernel or session");
        var set = user.Host.ConfiguredSysctl(Key);
        return Judge(user, set?.Value ?? Usual, set is { } line ? new Evidence(line.File, line.Line) : null, NextBoot.Set(user.Host, Key, Everybody));
    }

    private static Finding Judge(UserFacts user, string text, Evidence? evidence, SetSysctl remedy)
    {
        string words = text.Replace('\t', ' '); // the kernel puts one between
        return HostFacts.PingGids(text) switch
        {
            (0, >= int.MaxValue) => Finding.Pass("every group may ping"),
            null => Finding.Unknown($"{Key} is '{text}'"),
            (var first, var last) when first > last => TooFew("which lets nobody ping"),
            (var first, var last) when user.Account.Gid < first || user.Account.Gid > last => TooFew($"without gid {user.Account.Gid}"),
            (var first, var last) => Outside(user, first, last) is { } range ? TooFew($"without the subordinate gids {range}") : Finding.Pass($"{Key} is {words}"),
        };

        Finding TooFew(string why) => Finding.Fail($"{Key} is {words}, {why}").Because(evidence is null ? [] : [evidence]).Wanted(Everybody, words).With(new Remedy(remedy));
    }

    private static IdRange? Outside(UserFacts user, ulong first, ulong last)
    {
        foreach (OwnedRange owned in user.Subids(IdKind.Gid).Granted)
        {
            if (owned.Range.Start < first || owned.Range.Last > last) return owned.Range;
        }
        return null;
    }
}
