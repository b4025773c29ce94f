using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Docker's <c>userns-remap</c>: the daemon is root, its containers are mapped to the subordinate ids of one account.</summary>
internal sealed class UsernsRemap : IForOneAccount
{
    // What dockerd creates for "default" (daemon/internal/usergroup).
    private const string Default = "dockremap";

    public string Name => "userns-remap";

    public IReadOnlyList<string> Programs => ["dockerd"];

    /// <summary>Every Docker could be told to remap; one that is not told is a rootful Docker, about which nobody asked.</summary>
    public bool IsInstalledOn(HostFacts host) => host.Program(Programs) is not null && host.DockerConfig["userns-remap"] is not (null or "");

    public string? Owner(HostFacts host) => host.DockerConfig["userns-remap"]?.Split(':')[0] switch
    {
        null or "" or "default" => Default,
        var name when uint.TryParse(name, out uint uid) => host.Passwd.Find(uid)?.Name ?? name,
        var name => name,
    };

    // The daemon is privileged, so nothing about helpers, sessions, delegation or network drivers matters.
    public Requirements Needs(HostFacts host) => new Requirements()
        .Require("host.platform", "kernel.version", "kernel.config", "userns.max", "engine.present")
        .Recommend("kernel.cmdline", "kernel.modules-lock")
        .Offer("userns.max-other")

        // It reads /etc/subuid and /etc/subgid itself, without the name service, and only the first five rows.
        .Require("subid.provider", "subid.present", "subid.size", "subid.overlap", "subid.self", "subid.syntax")
        .Require("subid.reserved")
        .Recommend("subid.parity", "subid.extents", "subid.nss-user")
        .Offer("subid.align")

        .Recommend("cgroup.version", "cgroup.root", "cgroup.rpi-memory")
        .Offer("systemd.version", "systemd.units")

        .Require("net.iptables", "net.netfilter-mods", "net.ip-forward")
        .Recommend("net.cidr")
        .Offer("net.firewall", "net.ipv6")

        // Data moves to a folder of its own, 231072.231072, that the remapped root must be able to reach.
        .Require("storage.path", "storage.flags")
        .Recommend("storage.fs", "storage.xattr", "storage.capacity", "storage.state")
        .Offer("storage.tmp")

        .Require("engine.config", "engine.userns-remap")
        .Recommend("engine.version-rules", "engine.conflict")
        .Recommend("sec.selinux", "sec.sysctl-precedence", "sec.compliance", "sec.rootful-exposure")
        .Offer("sec.hidepid", "sec.keys", "limits.inotify", "limits.rlimits", "limits.pids", "engine.gpu", "engine.swarm", "engine.checkpoint");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => user.Host.DockerConfig.DataRoot ?? "/var/lib/docker";
}
