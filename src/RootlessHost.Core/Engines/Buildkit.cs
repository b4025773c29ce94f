using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless BuildKit: buildkitd under RootlessKit. It builds in the network it was started in.</summary>
internal sealed class Buildkit : IEngine
{
    public string Name => "buildkit";

    public IReadOnlyList<string> Programs => ["buildkitd"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()
        .Require("subid.present", "subid.size")
        .Recommend("subid.getsubids", "userns.max-other")

        // The socket is in XDG_RUNTIME_DIR. A unit is a convenience: rootlesskit buildkitd in a shell works.
        .Require("systemd.runtime-dir")
        .Recommend("systemd.version", "systemd.user-manager", "systemd.dbus", "systemd.linger", "systemd.logind", "systemd.units", "sec.hidepid")

        // Builds run in the host's network unless RootlessKit is told otherwise, and nobody limits them.
        .Offer("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory")
        .Offer("net.driver", "net.tun")

        // overlayfs from kernel 5.11, fuse-overlayfs from 4.18, and the native snapshotter, slow and large, everywhere.
        .Require("storage.tmp")
        .Recommend("storage.xattr", "storage.overlay", "storage.selinux-overlay", "storage.state")
        .Offer("storage.fuse", "storage.fuse-overlayfs", "storage.propagation")

        .Recommend("engine.helpers", "engine.version-rules", "engine.conflict", "sec.rootful-exposure", "limits.rlimits")
        .Offer("sec.keys", "limits.pids");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => $"{user.DataHome}/buildkit";
}
