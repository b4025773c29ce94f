using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless Docker: dockerd under RootlessKit, as contrib/dockerd-rootless.sh starts it.</summary>
internal sealed class Docker : IEngine
{
    public string Name => "docker";

    public IReadOnlyList<string> Programs => ["dockerd"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()

        // RootlessKit maps all 65536 ids of an image or does not start, and gives containers network namespaces of their own.
        .Require("subid.present", "subid.size", "userns.max-other")
        .Recommend("subid.getsubids")

        // dockerd-rootless-setuptool.sh installs a unit of the user's systemd; the daemon's socket and state are in XDG_RUNTIME_DIR.
        .Require("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "sec.hidepid")
        .Recommend("systemd.linger", "systemd.dbus", "systemd.logind", "systemd.units")

        // Without cgroup v2 it runs with the cgroup driver "none": --memory, --cpus and --pids-limit are ignored.
        .Recommend("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory")

        // With it the driver is systemd, and runc asks the user's for a scope, or starts no container.
        .RequireIf(() => host.CgroupLayout == CgroupLayout.Unified, "systemd.dbus")

        // A user-mode network stack carries packets from the namespace's tap device; the bridge in there wants netfilter.
        .Require("net.driver", "net.driver-choice", "net.tun", "net.iptables", "net.netfilter-mods")
        .Recommend("net.cidr", "net.ports", "net.firewall")
        .Offer("net.lxc-user-nic", "net.ip-forward", "net.unpriv-ports", "net.ping", "net.ipv6")

        // overlay2 where the kernel and SELinux allow it, else fuse-overlayfs.
        .Require("storage.selinux-overlay", "storage.state", "storage.tmp")
        .Recommend("storage.xattr", "storage.overlay", "storage.propagation")
        .Offer("storage.fuse", "storage.fuse-overlayfs")

        // A daemon.json that is not JSON keeps it from starting.
        .Require("engine.helpers", "engine.version-rules", "engine.conflict", "engine.config")
        // Little is a warning; with nothing left no container starts.
        .Require("sec.keys", "limits.rlimits", "limits.pids")
        .Recommend("sec.rootful-exposure");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host)
    {
        // Not judged, because nothing breaks: before 29.5 --net=host means RootlessKit's network, before 29.8 there is no pesto port driver.
        if (host.VersionOf("dockerd") is { } version && version < new Version(20, 10))
        {
            yield return VersionRule.Broken(
                $"Docker {version} is rootless only as an experiment and without cgroup v2; 20.10 is the first that supports it",
                "https://docs.docker.com/engine/release-notes/20.10/");
        }
    }

    public string DataRoot(UserFacts user) => user.DockerConfig.DataRoot ?? $"{user.DataHome}/docker";
}
