using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless containerd with nerdctl, as containerd-rootless-setuptool.sh installs it.</summary>
internal sealed class Nerdctl : IEngine
{
    public string Name => "nerdctl";

    public IReadOnlyList<string> Programs => ["nerdctl"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()

        // RootlessKit, as for Docker.
        .Require("subid.present", "subid.size", "userns.max-other")
        .Recommend("subid.getsubids")

        // The setup tool stops where there is no systemd of the user; containerd uses the systemd cgroup driver through its D-Bus.
        .Require("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "sec.hidepid")
        .Recommend("systemd.linger", "systemd.logind", "systemd.units")
        .Recommend("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory")

        // slirp4netns, else RootlessKit's own stack; CNI's bridge, portmap and firewall plugins call iptables.
        .Require("net.driver", "net.driver-choice", "net.tun", "net.iptables", "net.netfilter-mods")
        .Recommend("net.cidr", "net.ports", "net.firewall")
        .Offer("net.lxc-user-nic", "net.ip-forward", "net.unpriv-ports", "net.ping", "net.ipv6", "net.bypass4netns")

        .Require("storage.tmp")
        .Recommend("storage.xattr", "storage.overlay", "storage.selinux-overlay", "storage.propagation", "storage.state")
        .Offer("storage.fuse", "storage.fuse-overlayfs")

        .Require("engine.helpers", "engine.version-rules", "engine.conflict")
        // Little is a warning; with nothing left no container starts.
        .Require("sec.keys", "limits.rlimits", "limits.pids")
        .Recommend("sec.rootful-exposure");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host)
    {
        if (host.VersionOf("containerd") is { } version && version < new Version(1, 4))
        {
            yield return VersionRule.Broken(
                $"containerd {version} is older than 1.4, the first that works without root on cgroup v2 and with the fuse-overlayfs snapshotter",
                "https://github.com/containerd/fuse-overlayfs-snapshotter");
        }
    }

    public string DataRoot(UserFacts user) => $"{user.DataHome}/containerd";
}
