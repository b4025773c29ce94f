using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless Podman: no daemon; its own user namespace, kept by a pause process.</summary>
internal sealed class Podman : IEngine
{
    private static readonly Version Six = new(6, 0);

    public string Name => "podman";

    public IReadOnlyList<string> Programs => ["podman"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()

        // With no ranges it warns and runs with the user's own id alone, which is enough for images of one owner.
        .Recommend("subid.present", "subid.size")
        .Require("subid.stale-podman")

        // With none of one kind it cannot even enter its own: "cannot re-exec process".
        .Require("userns.max-other")

        // Each command stands alone: systemd is for cgroups and for units, but run-time state needs XDG_RUNTIME_DIR.
        .Require("systemd.runtime-dir")

        // Without a bus it makes control groups itself; a socket on which nobody listens it takes for one, and crun fails.
        .Require("systemd.dbus")
        .Recommend("systemd.version", "systemd.user-manager", "systemd.linger", "systemd.logind", "systemd.units", "sec.hidepid")

        // Up to 5 it runs on cgroup v1 without limits; 6 says "Cgroups v1 not supported" and stops (cmd/podman/root_cgroups_linux.go).
        .Recommend("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory")
        .RequireIf(() => IsAtLeast(host, Six), "cgroup.version")
        .RequireIf(() => LimitsProcessesInVain(host), "cgroup.root")

        // slirp4netns up to 4, pasta by default in 5, pasta alone in 6: net.driver knows. netavark brings its own rules.
        .Require("net.driver", "net.tun")
        .Recommend("net.netfilter-mods", "net.cidr", "net.ports", "net.firewall")
        .Offer("net.iptables", "net.ip-forward", "net.unpriv-ports", "net.ping", "net.ipv6")

        .Require("storage.state", "storage.tmp")
        .Recommend("storage.xattr", "storage.overlay", "storage.driver", "storage.selinux-overlay", "storage.propagation")
        .Offer("storage.fuse", "storage.fuse-overlayfs")

        .Require("engine.helpers", "engine.version-rules", "engine.podman-config", "engine.config")
        // Little is a warning; with nothing left no container starts.
        .Require("sec.keys", "limits.rlimits", "limits.pids")
        .Recommend("sec.rootful-exposure")
        .Offer("engine.conflict");

    // That 6 refuses cgroup v1, slirp4netns and an unmigrated BoltDB is said by cgroup.version, net.driver and storage.state: one cause, one failure.
    public IEnumerable<VersionRule> BrokenRules(HostFacts host)
    {
        if (!IsAtLeast(host, Six)) yield break;
        Version version = host.VersionOf("podman")!;
        if (host.ContainersConf["network", "default_rootless_network_cmd"] == "slirp4netns")
        {
            yield return VersionRule.Broken(
                $"Podman {version} has no slirp4netns any more, which default_rootless_network_cmd in containers.conf asks for",
                "https://blog.podman.io/2025/12/podman-6/");
        }
        if (host.ContainersConf["engine", "database_backend"] == "boltdb")
        {
            yield return VersionRule.Broken(
                $"Podman {version} has no BoltDB any more, which database_backend in containers.conf asks for",
                "https://docs.podman.io/en/latest/markdown/podman-system-migrate.1.html");
        }
    }

    // The user's own graphroot counts; of the machine's file only what it says about rootless (containers/storage, types/options.go).
    public string DataRoot(UserFacts user) =>
        Expand(user.StorageConf["storage", "graphroot"], user)
        ?? Expand(user.StorageConf["storage", "rootless_storage_path"] ?? user.Host.StorageConf["storage", "rootless_storage_path"], user)
        ?? $"{user.DataHome}/containers/storage";

    // On cgroup v2 with systemd it limits every container's processes, unless told not to (pids_limit, 2048), and the runtime refuses a limit that it cannot set:
    // "the requested cgroup controller `pids` is not available" (PidsLimit in containers/common, pkg/config; crun, src/libcrun/cgroup-resources.c).
    private static bool LimitsProcessesInVain(HostFacts host) =>
        host.CgroupLayout == CgroupLayout.Unified && host.RootControllers is { } has && !has.HasFlag(Controllers.Pids)
        && host.ContainersConf["containers", "pids_limit"] is not ("0" or "-1") && host.ContainersConf["engine", "cgroup_manager"] is not "cgroupfs";

    private static bool IsAtLeast(HostFacts host, Version version) => host.VersionOf("podman") is { } installed && installed >= version;

    // containers-storage.conf(5): the path may name the user and the environment.
    private static string? Expand(string? path, UserFacts user) =>
        string.IsNullOrEmpty(path) ? null : path.Replace("$HOME", user.Account.Home).Replace("$USER", user.Name).Replace("$UID", $"{user.Uid}");
}
