using RootlessHost.Checks;

namespace RootlessHost.Proofs;

/// <summary>Every proof, in the order in which they are done: what others need comes first.</summary>
public static class AllProofs
{
    // What keeps a user from making a namespace, whatever it is for.
    private static readonly string[] Namespaces =
    [
        "kernel.config", "userns.max", "userns.max-other", "userns.clone-sysctl", "userns.apparmor-restrict", "userns.apparmor-profile", "userns.selinux-create", "userns.capbset", "userns.nnp",
        "host.nested", "host.user", "kernel.cmdline",
    ];

    // What keeps it from being mapped.
    private static readonly string[] Maps =
    [
        "subid.helpers", "subid.helpers-priv", "subid.provider", "subid.syntax", "subid.nss-user", "subid.present", "subid.size", "subid.overlap", "subid.self",
        "subid.reserved", "subid.parity", "subid.extents", "subid.stale-podman",
    ];

    public static IReadOnlyList<Proof> List { get; } =
    [
        new(new About("userns.probe-self", "util-linux' unshare, run as the user, makes a user namespace and may mount in it")
        {
            Reads = "unshare --user --map-root-user, and a tmpfs mounted in there",
            Why = "The neutral way to a user namespace. On hosts whose AppArmor permits it by program it proves nothing about an engine, nor an engine's about it.",
            Sources = ["unshare(1)", "user_namespaces(7)", "https://github.com/rootless-containers/rootlesskit/issues/494"],
            Running = true,
        }, "userns.max", Namespaces),

        new(new About("userns.probe-mapped", "all 65,536 ids are mapped for the user, and a file of id 65,535 is written and read back")
        {
            Reads = "newuidmap and newgidmap with the user's ranges, chown in the namespace; for userns-remap the same ranges written by root, as dockerd does, and a file below its data root",
            Why = "Images are unpacked as many owners. A map that is too small, or a filesystem that knows no other owners, says 'potentially insufficient UIDs or GIDs' or 'lchown: invalid argument'.",
            Sources = ["newuidmap(1)", "user_namespaces(7)"],
            Running = true,
        }, "subid.size", [.. Maps, "storage.fs", "storage.flags", "storage.path", "engine.userns-remap", "engine.config", .. Namespaces]) { IsForOwners = true },

        new(new About("userns.probe-engine", "the engine's own program makes a user namespace for the user")
        {
            Reads = "rootlesskit, podman unshare, lxc-usernsexec: a program run in there",
            Why = "The first thing that a rootless engine does. Security modules permit it by program, so only its own program tells.",
            Sources = ["https://github.com/rootless-containers/rootlesskit", "podman-unshare(1)", "lxc-usernsexec(1)"],
            Running = true,
        }, "userns.max", ["engine.helpers", .. Namespaces, .. Maps, "engine.podman-config", "engine.config", "engine.lxc", "storage.state", "storage.path", "storage.tmp", "systemd.runtime-dir", "sec.hidepid", "engine.present"]) { PerEngine = true },

        new(new About("userns.probe-proc", "in a user namespace of the engine's a new /proc and a new /sys can be mounted")
        {
            Reads = "mount -t proc and -t sysfs in new pid and network namespaces, the second read-only",
            Why = "Every container gets its own. Where a part of the host's is hidden, as in a container of another manager, the kernel refuses: 'mount proc: operation not permitted'.",
            Sources = ["mount_namespaces(7)", "proc(5)", "https://github.com/opencontainers/runc/issues/1658"],
            Running = true,
        }, "host.nested", ["host.nested", "userns.max-other", "sec.hidepid", .. Namespaces, .. Maps]) { PerEngine = true },

        new(new About("storage.probe-overlay", "overlayfs can be mounted where the engine keeps the user's images, and copies up and deletes")
        {
            Reads = "mount -t overlay in a user namespace of the engine's, below its data root",
            Why = "What images are made of. Without it the engine falls back to fuse-overlayfs, which is slower, or to whole copies, which are much larger.",
            Sources = ["https://docs.kernel.org/filesystems/overlayfs.html", "https://docs.docker.com/engine/storage/drivers/overlayfs-driver/"],
            Running = true,
        }, "storage.overlay", ["storage.overlay", "storage.fs", "storage.flags", "storage.path", "storage.xattr", "storage.selinux-overlay", "storage.capacity", "storage.mount-order", "userns.max-other", "kernel.modules-lock", "host.user"]) { PerEngine = true },

        new(new About("storage.probe-fuse-overlayfs", "fuse-overlayfs can be mounted where the engine keeps the user's images, and copies up and deletes")
        {
            Reads = "fuse-overlayfs in a user namespace of the engine's, below its data root",
            Why = "What is left where the kernel's overlayfs is not for users, or not on that filesystem.",
            Sources = ["fuse-overlayfs(1)", "fuse(4)"],
            Running = true,
        }, "storage.fuse-overlayfs", ["storage.fuse-overlayfs", "storage.fuse", "storage.fs", "storage.flags", "storage.path", "storage.capacity", "host.user"]) { PerEngine = true },

        new(new About("net.probe-driver", "the engine's network stack carries data out of a network namespace")
        {
            Reads = "slirp4netns or pasta as the engine starts it; a connection from there to a port of 127.0.0.1 that listens for it",
            Why = "Without it containers have no network: no packages in builds, no answer from a published port.",
            Sources = ["slirp4netns(1)", "pasta(1)", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md"],
            Running = true,
        }, "net.driver", ["net.driver", "net.driver-choice", "engine.config", "net.tun", "net.cidr", "net.firewall", "engine.helpers", "userns.max-other", "kernel.modules-lock", "host.user", "storage.path"]) { PerEngine = true },

        new(new About("net.probe-bridge", "the engine's bridge, a container's end of it and its packet rules can be made")
        {
            Reads = "rootlesskit; in a new network namespace ip link add of a bridge and a veth pair, iptables with each kind of rule that dockerd writes",
            Why = "What a container of Docker's or nerdctl's is plugged into. The kernel may have to load a module for each part: 'failed to add the host <=> sandbox pair interfaces: operation not supported'.",
            Sources = ["https://docs.docker.com/engine/network/drivers/bridge/", "https://docs.docker.com/engine/network/packet-filtering-firewalls/", "veth(4)", "iptables-extensions(8)"],
            Running = true,
        }, "net.netfilter-mods", ["net.iptables", "net.netfilter-mods", "kernel.modules-lock", "userns.max-other", "engine.helpers"]) { PerEngine = true },

        new(new About("net.probe-port", "the user may listen on the ports that are wanted")
        {
            Reads = "bind(2) of 127.0.0.1:N, as the user",
            Why = "Published ports are opened by programs of the user's: 'cannot expose privileged port 80'.",
            Sources = ["ip(7)", "https://docs.docker.com/engine/security/rootless/tips/"],
            Running = true,
        }, "net.unpriv-ports", ["net.unpriv-ports", "net.ports"]),

        new(new About("net.probe-publish", "a published port of 127.0.0.1 carries data out of the engine's network namespace")
        {
            Reads = "rootlesskit with the engine's network stack and port driver, a program that listens in there, a connection to its port from outside",
            Why = "What a port driver does is more than to listen: a port that answers and says nothing is worse than one that is closed.",
            Sources = ["https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md", "https://docs.docker.com/engine/security/rootless/troubleshoot/"],
            Running = true,
        }, "net.driver", ["net.unpriv-ports", "net.ports", "net.driver", "net.driver-choice", "engine.config", "net.tun", "net.cidr", "net.firewall", "engine.helpers", "userns.max-other", "kernel.modules-lock", "host.user", "storage.path"]) { PerEngine = true },

        new(new About("net.probe-ping", "the user may ping")
        {
            Reads = "an ICMP echo socket to 127.0.0.1, as the user, and its answer",
            Why = "A container's ping ends in such a socket of the user's: otherwise it is silent.",
            Sources = ["icmp(7)", "https://docs.docker.com/engine/security/rootless/tips/"],
            Running = true,
        }, "net.ping", ["net.ping"]),

        new(new About("systemd.probe-bus", "the user's systemd answers on the user's bus")
        {
            Reads = "busctl --user get-property org.freedesktop.systemd1",
            Why = "The systemd cgroup driver, user units and healthchecks go through it: 'Failed to connect to bus'.",
            Sources = ["busctl(1)", "https://docs.docker.com/engine/security/rootless/troubleshoot/"],
            Running = true,
        }, "systemd.user-manager", ["systemd.user-manager", "systemd.dbus", "systemd.runtime-dir", "systemd.linger", "systemd.version"]) { MootWith = "systemd.user-manager" },

        new(new About("systemd.probe-linger", "logind keeps the user's systemd running without a login")
        {
            Reads = "loginctl show-user: Linger",
            Why = "Containers stop when the user logs out, and do not start at boot.",
            Sources = ["loginctl(1)"],
            Running = true,
        }, "systemd.linger", ["systemd.linger", "systemd.user-manager", "systemd.logind", "systemd.version"]) { MootWith = "systemd.linger" },

        new(new About("cgroup.probe-delegation", "limits can be set in a cgroup that the user's systemd delegates")
        {
            Reads = "systemd-run --user --scope -p Delegate=yes, and in its cgroup one limit a controller, read back",
            Why = "Otherwise --memory, --cpus and --pids-limit are refused, or accepted and without effect.",
            Sources = ["https://systemd.io/CGROUP_DELEGATION/", "cgroups(7)"],
            Running = true,
        }, "cgroup.delegation", ["cgroup.version", "cgroup.root", "systemd.user-manager", "systemd.dbus", "systemd.runtime-dir", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory", "systemd.version", "kernel.cmdline"]) { MootWith = "systemd.user-manager" },

        new(new About("sec.probe-keys", "the user may have one more keyring and key")
        {
            Reads = "keyctl(KEYCTL_JOIN_SESSION_KEYRING), add_key(2), as the user",
            Why = "An OCI runtime makes a keyring for each container: 'could not create session key: disk quota exceeded'.",
            Sources = ["keyrings(7)", "https://docs.docker.com/engine/security/rootless/troubleshoot/"],
            Running = true,
        }, "sec.keys", ["sec.keys"]),

        new(new About("engine.probe-run", "the engine runs a command in a container of the image that was given to prove")
        {
            Reads = "podman or docker: load or import, run --rm --network none; lxc-usernsexec to unpack, lxc-execute; only with prove --run IMAGE-TAR",
            Why = "Everything at once: unpacking, layers, the runtime, its cgroup and its mounts. What it says is the engine's own message.",
            Sources = ["podman-run(1)", "lxc-execute(1)", "https://docs.docker.com/reference/cli/docker/container/run/"],
            Running = true,
        }, "engine.present",
        [
            "engine.present", "engine.helpers", "engine.version-rules", "engine.config", "engine.podman-config", "engine.lxc", "engine.conflict", "cgroup.version", "cgroup.root", "cgroup.delegation", "systemd.user-manager", "systemd.dbus",
            "systemd.runtime-dir", "storage.path", "storage.fs", "storage.flags", "storage.xattr", "storage.overlay", "storage.driver", "storage.fuse", "storage.fuse-overlayfs", "storage.capacity", "storage.state",
            "storage.tmp", "storage.selinux-overlay", "sec.keys", "sec.selinux", "sec.hidepid", "limits.pids", "limits.rlimits", "host.nested", "userns.max-other", .. Maps, .. Namespaces,
        ]) { PerEngine = true, WantsImage = true },
    ];

    /// <summary>The proof of that id; null when there is none.</summary>
    public static Proof? Find(string id) => List.FirstOrDefault(proof => proof.Id == id);
}
