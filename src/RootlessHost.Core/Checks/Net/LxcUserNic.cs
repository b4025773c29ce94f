using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>lxc-user-nic may plug the user's containers into a bridge.</summary>
internal sealed class LxcUserNic : IUserCheck
{
    private const string Usernet = HostFacts.LxcUsernetPath;

    public About About { get; } = new("net.lxc-user-nic", "lxc-user-nic may plug the user's containers into a bridge")
    {
        Reads = $"lxc-user-nic: owner and mode; the user's rows of {Usernet}; ~/.config/lxc/default.conf: lxc.net.N.type",
        Why = "A user cannot put a device on the host's bridge. A setuid program does it, for as many devices as the file allows: 'Quota reached'. Containers without a network do not ask.",
        Risk = "the user's containers are neighbours of everything else on that bridge",
        Sources = ["lxc-user-nic(1)", "lxc-usernet(5)", "https://linuxcontainers.org/lxc/getting-started/"],
    };

    public Finding Look(UserFacts user)
    {
        HostFacts host = user.Host;
        bool isForLxc = user.Engines.Any(engine => engine.Name == "lxc");
        return host.LxcUserNic switch
        {
            null when !isForLxc => Finding.Skip("lxc-user-nic is not installed"),
            null when host.Program("lxc-start") is null => Finding.FollowsFrom("engine.present"),
            null => Finding.Fail("lxc-user-nic is not installed").With(Packages.RemedyFor(host.Os, "lxc-user-nic")),
            var path when host.Root.Stat(path) is { } file && !IsSetuidRoot(host, file) => NotPrivileged(path, file),
            _ => Allowed(user),
        };
    }

    private static bool IsSetuidRoot(HostFacts host, FileStatus file) => file.IsSetuid && (file.Uid == 0 || host.IsPartial);

    private static Finding NotPrivileged(string path, FileStatus file) => Finding.Fail($"{path} is not setuid root")
        .Because(path, $"mode {file.Octal}, uid {file.Uid}").Wanted("4755", file.Octal).With(new Remedy(new SetOwner(path), new SetMode(path, "4755")));

    private static Finding Allowed(UserFacts user) => Quota(user) switch
    {
        > 0 and var most => Finding.Pass($"{most} network devices for {user.Name}"),
        _ when LxcConf.Bridged(user.LxcDefaults) is { } veth => Finding.Fail($"{veth} is in the user's configuration, and no row of {Usernet} is for {user.Name}")
            .Because(new Evidence(veth.Path, veth.Line, $"{veth}")).With(Grant(user.Name)),
        _ when !user.Host.Needs.Network => Finding.Skip($"no row of {Usernet} is for {user.Name}: containers without a network only"),
        _ => Finding.Fail($"no row of {Usernet} is for {user.Name}").Because(Usernet).With(Grant(user.Name)),
    };

    private static Remedy Grant(string user) =>
        new(new ByHand($"allow {user} 10 devices on lxcbr0 in {Usernet}", Shell.Append($"{user} veth lxcbr0 10", Usernet))) { Impact = Impact.User };

    private static long Quota(UserFacts user) => user.Host.LxcUsernet
        .Where(row => row.Owner == user.Name || (row.Owner.StartsWith('@') && user.Host.Groups.Find(row.Owner[1..]) is { } group && user.Gids.Contains(group.Gid)))
        .Sum(row => row.Count);
}
