using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>The engine can read its configuration, and nothing in it is for root only.</summary>
internal sealed class Config : IUserCheck
{
    // What a rootless dockerd refuses or ignores, and why (docs: known limitations; moby's integration tests that skip for rootless).
    private static readonly (string Key, string Why)[] NotRootless =
    [
        ("userns-remap", "is for a daemon that is root"),
        ("live-restore", "does not work without root"),
        ("cgroup-parent", "must name a slice below the user's own"),
        ("swarm-default-advertise-addr", "is for Swarm, which no rootless engine has"),
    ];

    private static readonly string[] DriversOfRoot = ["zfs", "devicemapper", "aufs", "overlay"];

    public About About { get; } = new("engine.config", "the engine can read its configuration, and nothing in it is for root only")
    {
        Reads = "~/.config/docker/daemon.json; for userns-remap /etc/docker/daemon.json; containers.conf and storage.conf in /etc/containers and ~/.config/containers",
        Why = "dockerd does not start with a file that is not JSON: 'unable to configure the Docker daemon with file'; nor does Podman with one that is not TOML: 'Failed to obtain podman configuration'. Some keys make sense for root alone.",
        Sources = ["https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "containers.conf(5)", "containers-storage.conf(5)"],
    };

    public Finding Look(UserFacts user)
    {
        foreach (IEngine engine in user.Engines)
        {
            Finding? wrong = engine.Name switch
            {
                "docker" => OfDocker(user),
                "podman" => OfPodman(user),
                "userns-remap" when user.Host.DockerConfig.Problem is { } problem => Malformed("/etc/docker/daemon.json", problem),
                _ => null,
            };
            if (wrong is not null) return wrong.For([engine.Name]);
        }
        return Finding.Pass("nothing in the way");
    }

    private static Finding? OfDocker(UserFacts user)
    {
        string path = $"{user.ConfigHome}/docker/daemon.json";
        DaemonJson config = user.DockerConfig;
        if (config.Problem is { } problem) return Malformed(path, problem);
        string[] wrong =
        [
            .. NotRootless.Where(rule => config[rule.Key] is not (null or "" or "false")).Select(rule => $"{rule.Key} {rule.Why}"),
            .. config["storage-driver"] is { } driver && DriversOfRoot.Contains(driver) ? [$"the storage driver {driver} is for root only"] : Array.Empty<string>(),
        ];
        return wrong.Length == 0 ? null : Finding.Warn($"in {path}: {string.Join("; ", wrong)}").Because(path);
    }

    private static Finding? OfPodman(UserFacts user)
    {
        string path = $"{user.ConfigHome}/containers/containers.conf";
        string? problem = user.Host.ContainersProblem ?? ProblemOf(user, path)
            ?? (user.HasStorageConf ? ProblemOf(user, $"{user.ConfigHome}/containers/storage.conf") : user.Host.StorageProblem);
        if (problem is not null) return Finding.Fail($"Podman cannot read {problem}").Because(problem[..problem.IndexOf(':')]);
        if (!user.HasConfig || user.Host.VersionOf("podman") is not { Major: >= 6 } version) return null;
        return user.ReadText(path) is { } text && TomlKeys.Parse(text)["network", "default_rootless_network_cmd"] == "slirp4netns"
            ? Finding.Fail($"Podman {version} has no slirp4netns any more, which default_rootless_network_cmd asks for").Because(path)
            : null;
    }

    private static string? ProblemOf(UserFacts user, string path) => user.HasConfig && user.ReadText(path) is { } text ? TomlSyntax.Problem(path, text) : null;

    private static Finding Malformed(string path, string problem) => Finding.Fail($"dockerd cannot use {path}: {problem}").Because(path);
}
