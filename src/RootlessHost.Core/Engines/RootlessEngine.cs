namespace RootlessHost.Engines;

/// <summary>What every engine needs that makes containers for an unprivileged user: they all begin the same way.</summary>
internal static class RootlessEngine
{
    /// <summary>The engines whose namespaces RootlessKit, a program of its own, makes.</summary>
    public static readonly string[] OfRootlesskit = ["docker", "nerdctl", "buildkit"];

    /// <summary>A user namespace with a full map of ids, made by the user through newuidmap and newgidmap, and a place for images.</summary>
    public static Requirements Needs() => new Requirements()
        .Require("host.platform", "host.nested", "host.user", "kernel.version", "kernel.config", "engine.present")

        // The kernel and its security modules let this user make a user namespace and use what it has there.
        .Require("userns.max", "userns.clone-sysctl", "userns.apparmor-restrict", "userns.apparmor-profile", "userns.selinux-create")

        // newuidmap and newgidmap fill the map. They need privilege, and rows that they accept.
        .Require("subid.helpers", "subid.helpers-priv", "userns.nnp", "userns.capbset")
        .Require("subid.provider", "subid.syntax", "subid.nss-user", "subid.overlap", "subid.self", "subid.reserved")
        .Recommend("subid.parity", "subid.align", "subid.extents")

        // Images are unpacked as many owners, in a place that the user writes to.
        .Require("storage.path", "storage.fs", "storage.flags")
        .Require("storage.capacity") // little is a warning, nothing is the end
        .Recommend("storage.mount-order")

        // What an administrator set elsewhere, and what comes back at the next boot.
        .Recommend("kernel.cmdline", "kernel.modules-lock", "sec.selinux", "sec.sysctl-precedence", "sec.compliance", "engine.config")
        .Offer("systemd.oomd", "limits.inotify", "engine.gpu")

        // No rootless engine has these; to somebody who wants them the answer says what to do instead.
        .Offer("engine.swarm", "engine.checkpoint");
}
