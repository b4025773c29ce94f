using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The account that Docker maps containers to is there and is not root, and its root can reach the data.</summary>
internal sealed class UsernsRemap : IUserCheck
{
    private const string Config = "/etc/docker/daemon.json";

    public About About { get; } = new("engine.userns-remap", "the account that Docker maps containers to is there, and can reach the data")
    {
        Reads = $"{Config}: userns-remap, data-root; the account and group; the mode of the folders above the data",
        Why = "dockerd stops when the account, the group or their rows are not there. For 'default' it makes dockremap itself, with ranges that can overlap another's. Its containers' root reaches /var/lib/docker/UID.GID as a stranger.",
        Risk = "images and containers made before are not seen until the setting is taken back; --privileged, --network=host and --pid=host need --userns=host",
        Sources = ["https://docs.docker.com/engine/security/userns-remap/"],
    };

    public Finding Look(UserFacts user)
    {
        DaemonJson config = user.Host.DockerConfig;
        if (config.Problem is not null) return Finding.FollowsFrom("engine.config");
        string? setting = config["userns-remap"];
        string? group = setting?.Split(':', 2) is [_, var name] ? name : null;
        return (user.Exists, user.Uid) switch
        {
            (true, 0) => Finding.Fail("userns-remap names root, whose ids are those of the host").Because(Config, $"\"userns-remap\": \"{setting}\""),
            (false, _) when user.IsMadeByDocker => Finding.Warn("there is no user dockremap: dockerd makes it when it first starts, with ids that may be another's")
                .Because("/etc/passwd").With(new Remedy(new ByHand("make the account dockremap, and give it subordinate ids", "useradd --system --no-create-home --shell /usr/sbin/nologin dockremap"))),
            (false, _) => Finding.Fail($"there is no user {user.Name}").Because("/etc/passwd").With(new Remedy(new ByHand(
                $"make the account {user.Name}, and give it subordinate ids", $"useradd --system --no-create-home --shell /usr/sbin/nologin {Shell.Quote(user.Name)}"))),
            _ when group is not (null or "") && user.Host.Groups.Find(group) is null && !IsGid(user.Host, group) => Finding.Fail($"there is no group {group}").Because(Config, $"\"userns-remap\": \"{setting}\""),
            _ => Closed(user.Host, config.DataRoot ?? "/var/lib/docker") is ({ } folder, { } status)
                ? Finding.Fail($"{folder} has mode {status.Octal}: the containers' root may not pass").Because(folder, $"mode {status.Octal}")
                    .With(new Remedy(new SetMode(folder, Convert.ToString(status.Permissions | 1, 8).PadLeft(4, '0'))) { Impact = Impact.WeakensHost })
                : setting is null or "" ? Finding.Warn($"{Config} does not set userns-remap: until it does, root in a container is root of the host").Because(Config)
                : Finding.Pass($"containers are mapped to the ids of {user.Name}"),
        };
    }

    private static bool IsGid(HostFacts host, string group) => uint.TryParse(group, out uint gid) && host.Groups.Groups.Any(known => known.Gid == gid);

    // The folder itself is dockerd's to open; those above are not.
    private static (string? Folder, FileStatus? Status) Closed(HostFacts host, string data)
    {
        for (int slash = data.IndexOf('/', 1); slash > 0; slash = data.IndexOf('/', slash + 1))
        {
            if (host.Root.Stat(data[..slash]) is { Kind: FileKind.Directory } folder && (folder.Permissions & 1) == 0) return (data[..slash], folder);
        }
        return (null, null);
    }
}
