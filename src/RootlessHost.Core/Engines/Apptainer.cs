using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Apptainer without its setuid starter, the default since 1.1: one user, one id, the host's network.</summary>
internal sealed class Apptainer : IEngine
{
    public string Name => "apptainer";

    public IReadOnlyList<string> Programs => ["apptainer", "singularity"];

    public Requirements Needs(HostFacts host) => new Requirements()
        .Require("host.platform", "host.nested", "host.user", "kernel.version", "kernel.config", "engine.present")
        .Recommend("kernel.cmdline", "kernel.modules-lock")
        .Require("userns.max", "userns.clone-sysctl", "userns.apparmor-restrict", "userns.apparmor-profile", "userns.selinux-create")

        // userns.max-other is left out: its manual recommends user.max_net_namespaces = 0, which breaks the others and not Apptainer.

        // Only --fakeroot in its best mode wants a range and the helpers; without, it maps the user alone.
        .Recommend("subid.size", "subid.provider", "subid.helpers", "subid.helpers-priv", "userns.nnp", "userns.capbset")
        .Offer("subid.present", "subid.align", "subid.extents")
        .Require("subid.overlap", "subid.self", "subid.syntax", "subid.nss-user")
        .Require("subid.reserved")
        .Recommend("subid.parity")

        // Images are single files, mounted through FUSE.
        .Require("storage.fuse")
        .Recommend("storage.path", "storage.fs", "storage.flags", "storage.overlay", "storage.capacity", "storage.tmp")
        .Offer("storage.xattr", "storage.fuse-overlayfs", "storage.selinux-overlay", "storage.mount-order", "storage.propagation")

        // No daemon, no session, no cgroup and no network of its own unless asked for with --net, --memory and the like.
        .Offer("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory")
        .Offer("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "systemd.logind")
        .Offer("net.driver", "net.tun", "net.ping")

        // In the host's network its programs listen as the user does, and at boot they start as anything of the user's does.
        .Offer("net.unpriv-ports", "systemd.linger")

        .Require("engine.apptainer")
        .Recommend("engine.version-rules", "engine.config", "sec.sysctl-precedence", "sec.compliance")
        .Offer("sec.hidepid", "sec.selinux", "limits.rlimits", "engine.gpu", "engine.swarm", "engine.checkpoint");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => user.InHome(".apptainer/cache");
}
