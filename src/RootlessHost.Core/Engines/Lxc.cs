using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Unprivileged LXC: lxc-start as a user, with idmaps in the container's own configuration.</summary>
internal sealed class Lxc : IEngine
{
    public string Name => "lxc";

    public IReadOnlyList<string> Programs => ["lxc-start"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()
        .Require("subid.present", "subid.size", "userns.max-other")

        // Before 5.0 lxc-start must be in a cgroup that is delegated to the user: systemd-run --user --scope -p Delegate=yes.
        .Require("cgroup.delegation", "cgroup.delegation-conf", "sec.hidepid")
        .Recommend("cgroup.version", "cgroup.root", "cgroup.rpi-memory")
        .Recommend("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "systemd.linger", "systemd.logind")
        .Offer("systemd.units")

        // A setuid helper plugs the container's end of a veth pair into a bridge of root's, for those that /etc/lxc/lxc-usernet names.
        .Require("net.lxc-user-nic")
        .Offer("net.iptables", "net.netfilter-mods", "net.ip-forward", "net.ping", "net.cidr", "net.firewall", "net.ipv6")

        .Offer("storage.overlay", "storage.propagation")

        .Require("engine.lxc")
        .Recommend("engine.helpers", "engine.version-rules")
        .Offer("sec.keys", "limits.rlimits", "limits.pids");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host)
    {
        if (host.CgroupLayout != CgroupLayout.Unified || host.VersionOf("lxc-start") is not { } version) yield break;
        if (version < new Version(4, 0))
        {
            yield return VersionRule.Hazard($"LXC {version} knows cgroup v2 only in part; 4.0 is the first that supports it",
                "https://discuss.linuxcontainers.org/t/lxc-4-0-lts-has-been-released/7182");
        }
        else if (version < new Version(5, 0) && host.HasSystemd)
        {
            // Seen with 4.0.6: in a login's own scope "Failed to create monitor cgroup"; 5.0.2 and 6.0.4 start there too.
            yield return VersionRule.Hazard(
                $"LXC {version} starts a container for a user only in a delegated cgroup: {(host.Program("lxc-unpriv-start") is null ? "systemd-run --user --scope -p Delegate=yes lxc-start" : "lxc-unpriv-start")}",
                "https://linuxcontainers.org/lxc/getting-started/");
        }
    }

    public string DataRoot(UserFacts user) => user.LxcPath;
}
