using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

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
        Reads = "~/.config/docker/daemon.json; for userns-remap /etc/docker/daemon.json; containers.conf, containers.conf.d and storage.conf in /etc/containers and ~/.config/containers; the modes of these and of the folders above",
        Why = "dockerd does not start with a file that is not JSON: 'unable to configure the Docker daemon with file'; nor does Podman with one that is not TOML: 'Failed to obtain podman configuration'. Both stop as well at one that the user may not read, "
            + "as sudo or root's umask leaves it. Some keys make sense for root alone, or name a program that is not there.",
        Sources = ["https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "containers.conf(5)", "containers-storage.conf(5)"],
    };

    public Finding Look(UserFacts user) => PerEngine.Ask(user.Host, user.Engines, About.Id, engine => (engine.Name switch
    {
        "docker" => OfDocker(user),
        "podman" => OfPodman(user),
        "userns-remap" when user.Host.DockerConfig.Problem is { } problem => Malformed("/etc/docker/daemon.json", problem),
        _ => null,
    }) ?? Finding.Pass("nothing in the way"));

    private static Finding? OfDocker(UserFacts user)
    {
        string path = $"{user.ConfigHome}/docker/daemon.json";
        if (user.HasConfig && MayNotRead(user, "dockerd", [path]) is { } kept) return kept;
        DaemonJson config = user.DockerConfig;
        if (config.Problem is { } problem) return Malformed(path, problem);
        string[] wrong =
        [
            .. NotRootless.Where(rule => config[rule.Key] is not (null or "" or "false")).Select(rule => $"{rule.Key} {rule.Why}"),
            .. config["storage-driver"] is { } driver && DriversOfRoot.Contains(driver) ? [$"the storage driver {driver} is for root only"] : Array.Empty<string>(),
        ];
        return wrong.Length == 0 ? null : Finding.Warn($"in {path}: {string.Join("; ", wrong)}").Because(path);
    }

    private static Finding? OfPodman(UserFacts user) => NotOwned(user) ?? MayNotRead(user, "Podman", ReadByPodman(user)) ?? NotToml(user) ?? Runtime(user) ?? Network(user);

    // "path … exists and it is not owned by the current user" (containers/storage, pkg/homedir/homedir_unix.go), whatever its mode is.
    private static Finding? NotOwned(UserFacts user)
    {
        string folder = user.ConfigHome;
        return user.HasConfig && !user.Host.IsPartial && folder == user.InHome(".config") && user.Host.VersionOf("podman") is { Major: >= 5 } version && user.Files.Stat(folder)!.Uid is var owner && owner != user.Uid
            ? Finding.Fail($"{folder} belongs to uid {owner}: Podman {version} does not start with it").Because(folder).With(GiveBack(user, folder))
            : null;
    }

    private static IEnumerable<string> ReadByPodman(UserFacts user)
    {
        HostFacts host = user.Host;
        foreach (string file in host.ContainersFiles.Concat(user.ContainersFiles))
        {
            yield return file;
            if (host.HasContainersDropIns && file.EndsWith("/containers.conf", StringComparison.Ordinal)) yield return HostFacts.DropInsOf(file);
        }
        if (user.HasConfig) yield return StorageConf(user);
        // Podman 3 warns of the host's, and goes on with what it has built in.
        if (!user.HasStorageConf && host.StorageConfPath is { } storage && host.VersionOf("podman") is not { Major: < 4 }) yield return storage;
    }

    private static Finding? NotToml(UserFacts user)
    {
        string? problem = user.Host.ContainersProblem ?? user.ContainersFiles.Select(file => ProblemOf(user, file)).FirstOrDefault(wrong => wrong is not null)
            ?? (user.HasStorageConf ? ProblemOf(user, StorageConf(user)) : user.Host.StorageProblem);
        return problem is null ? null : Finding.Fail($"Podman cannot read {problem}").Because(problem[..problem.IndexOf(':')]);
    }

    // "default OCI runtime … not found", "no valid executable found for OCI runtime …" (libpod/runtime.go). Which places it has by the table engine.runtimes is not judged.
    private static Finding? Runtime(UserFacts user)
    {
        HostFacts host = user.Host;
        if (user.ContainersConf["engine", "runtime"] is not { Length: > 0 } runtime || user.ContainersConf["engine.runtimes", runtime] is not null) return null;
        bool isThere = runtime.StartsWith('/') ? user.Files.Stat(runtime) is { Kind: FileKind.Regular }
            : host.ProgramAnywhere(runtime == "kata" ? ["kata-runtime", "kata-qemu", "kata-fc"] : [runtime]) is not null;
        return isThere ? null : NotThere(user, runtime, "engine", "runtime").With(Packages.RemedyFor(host.Os, runtime));
    }

    // What is so for everybody is for net.driver and engine.version-rules. Podman knows the key since 4.6 (containers/common 0.54).
    private static Finding? Network(UserFacts user)
    {
        const string Table = "network", Key = "default_rootless_network_cmd";
        HostFacts host = user.Host;
        string? stack = user.ContainersConf[Table, Key];
        if (stack is not ("slirp4netns" or "pasta") || stack == host.ContainersConf[Table, Key] || host.VersionOf("podman") is not { } version || version < new Version(4, 6)) return null;
        if (stack == "slirp4netns" && version.Major >= 6) return Finding.Fail($"Podman {version} has no slirp4netns any more, which {Key} asks for").Because(FileOf(user, Table, Key));
        return host.Program(stack) is not null ? null : NotThere(user, stack, Table, Key).With(Packages.RemedyFor(host.Os, stack == "pasta" ? "passt" : stack));
    }

    private static Finding NotThere(UserFacts user, string program, string table, string key)
    {
        string file = FileOf(user, table, key);
        return Finding.Fail($"{program} is not installed, which {key} in {file} asks for").Because(file);
    }

    // The last one that sets it.
    private static string FileOf(UserFacts user, string table, string key)
    {
        bool Sets(string? text) => text is not null && TomlKeys.Parse(text)[table, key] is not null;
        return user.ContainersFiles.LastOrDefault(file => Sets(user.ReadConfig(file))) ?? user.Host.ContainersFiles.LastOrDefault(file => Sets(user.Host.ReadConfig(file))) ?? "containers.conf";
    }

    private static Finding? MayNotRead(UserFacts user, string program, IEnumerable<string> files)
    {
        if (files.Select(user.KeptFrom).FirstOrDefault(closed => closed is not null) is not { } kept) return null;
        if (user.InHome("").StartsWith(kept.TrimEnd('/') + "/", StringComparison.Ordinal)) return Finding.FollowsFrom("storage.path"); // the home itself is closed
        if (user.StatIfSeen(kept) is not { } status) return Finding.Fail($"{program} cannot read its configuration: {kept} leads to where {user.Name} may not look").Because(kept);
        return Finding.Fail($"{program} cannot read its configuration: {kept} belongs to uid {status.Uid} with mode {status.Octal}, and {user.Name} may not {(status.Kind == FileKind.Directory ? "look there" : "read it")}")
            .Because(kept)
            .With(kept.StartsWith(user.InHome(""), StringComparison.Ordinal) ? GiveBack(user, kept)
                : new Remedy(new ByHand($"let everybody read {kept}, if there is no secret in it", $"chmod {(status.Kind == FileKind.Directory ? "a+rx" : "a+r")} {Shell.Quote(kept)}")));
    }

    // By a person: a file there may be a link to, or a name of, one that is none of the user's.
    private static Remedy GiveBack(UserFacts user, string path) => new(user.StatIfSeen(path)?.Uid == user.Uid
        ? new ByHand($"let {user.Name} read {path}", $"chmod u+rX {Shell.Quote(path)}")
        : new ByHand($"give {path} to {user.Name}, who has it for configuration", $"chown -h {Shell.Quote($"{user.Name}:")} {Shell.Quote(path)}"));

    private static string StorageConf(UserFacts user) => $"{user.ConfigHome}/containers/storage.conf";

    private static string? ProblemOf(UserFacts user, string path) => user.ReadConfig(path) is { } text ? TomlSyntax.Problem(path, text) : null;

    private static Finding Malformed(string path, string problem) => Finding.Fail($"dockerd cannot use {path}: {problem}").Because(path);
}
