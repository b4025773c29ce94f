using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary><c>k3s server --rootless</c>: an experiment of k3s, one node, in a unit of the user's systemd.</summary>
internal sealed class K3s : IEngine
{
    public string Name => "k3s";

    public IReadOnlyList<string> Programs => ["k3s"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()
        .Require("subid.present", "subid.size", "userns.max-other", "sec.keys")
        .Recommend("subid.getsubids", "limits.inotify", "limits.rlimits", "limits.pids")
        .Offer("subid.kubelet")

        // "cgroup v2 only": hybrid is not supported, and the controllers are wanted in the unit's own group, which it empties first.
        .Require("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory", "kernel.cmdline")
        .Require("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "sec.hidepid")
        .Recommend("systemd.linger", "systemd.logind", "systemd.units")

        // It looks for slirp4netns and takes nothing else, and it stops unless the *host* forwards (pkg/rootless/rootless.go, validateSysctl).
        .Require("net.driver", "net.tun", "net.ip-forward")
        .Require("net.iptables", "net.netfilter-mods", "net.k8s-mods", "kernel.modules-lock")
        .Require("net.cidr", "net.ports")
        .Recommend("net.rp-filter", "net.firewall")
        .Offer("net.unpriv-ports", "net.ping", "net.ipv6")

        // Its unit says --snapshotter=fuse-overlayfs.
        .Require("storage.fuse", "storage.fuse-overlayfs", "storage.propagation")
        .Recommend("storage.xattr", "storage.overlay", "storage.selinux-overlay")
        .Offer("storage.tmp")

        .Require("engine.helpers", "engine.version-rules", "engine.k3s")
        .Recommend("engine.conflict", "sec.rootful-exposure")
        .Offer("sec.dmesg");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => user.InHome(".rancher/k3s");
}
