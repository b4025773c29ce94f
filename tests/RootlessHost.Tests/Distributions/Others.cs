namespace RootlessHost.Tests.Distributions;

/// <summary>openSUSE, Arch and Alpine.</summary>
internal static class Others
{
    public static Distribution Tumbleweed { get; } = new("openSUSE Tumbleweed")
    {
        Os = "ID=opensuse-tumbleweed ID_LIKE=opensuse VERSION_ID=20250501",
        Kernel = "6.14.4-1-default",
        Systemd = 257,
        Libraries = "/usr/lib",
        HelpersHaveCapabilities = true,
        LoginDefs = "/usr/etc/login.defs",
        Filesystem = "btrfs",
        TmpIsTmpfs = true,
        Selinux = true,
        Loaded = ["nf_tables", "nf_nat", "nf_conntrack"],
        Engines = ["podman", "apptainer", "lxc"],
        Packages =
        [
            new("podman", "5.4.2", "podman"), new("conmon", "2.1.13", "conmon"), new("crun", "1.21", "crun"), new("passt", "20250503.587980c", "pasta"), new("shadow", "4.17.4", "getsubids"), new("nftables", "1.1.2", "/usr/sbin/nft"),
            new("apptainer", "1.4.0", "apptainer", "/usr/libexec/apptainer/bin/starter"), new("squashfuse", "0.5.2", "squashfuse_ll"),
            new("lxc", "6.0.4", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
        Meets = ["network", "limits", "ping", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Leap { get; } = Tumbleweed with
    {
        Name = "openSUSE Leap 15.6",
        Os = "ID=opensuse-leap VERSION_ID=\"15.6\"",
        Kernel = "6.4.0-150600.21-default",
        Systemd = 254,
        LoginDefs = "/etc/login.defs",
        Cgroups = "hybrid",
        TmpIsTmpfs = false,
        Selinux = false,
        Apparmor = true, // of the kernel's own tree, without Ubuntu's restriction
        Engines = ["podman", "lxc"],
        Packages =
        [
            new("podman", "4.9.5", "podman"), new("conmon", "2.1.12", "conmon"), new("runc", "1.2.6", "/usr/sbin/runc"), new("slirp4netns", "1.2.0", "slirp4netns"), new("fuse-overlayfs", "1.1.2", "fuse-overlayfs"), new("nftables", "1.0.8", "/usr/sbin/nft"),
            new("lxc", "4.0.12", "lxc-start", "lxc-usernsexec", "/usr/lib/lxc/lxc-user-nic"),
        ],
        Accepted = [new("cgroup.version", "SUSE's own guide: rootless containers are limited after systemd.unified_cgroup_hierarchy=1")],
        Meets = ["network", "ping"],
        Misses = [("limits:memory", "cgroup.version"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Arch { get; } = new("Arch Linux")
    {
        Os = "ID=arch BUILD_ID=rolling",
        Kernel = "6.14.4-arch1-1",
        Systemd = 257,
        Libraries = "/usr/lib",
        HelpersHaveCapabilities = true,
        TmpIsTmpfs = true,
        Iptables = ("/usr/bin", "xtables-legacy-multi"), // comes with iproute2; netavark speaks nftables
        Sysctls = [("kernel.unprivileged_userns_clone", "1")],
        Engines = ["podman", "buildkit", "apptainer", "lxc"],
        Packages =
        [
            new("podman", "5.4.2-1", "podman"), new("conmon", "1:2.1.13-1", "conmon"), new("crun", "1.21-1", "crun"), new("passt", "2025_05_03.587980c-1", "pasta"), new("shadow", "4.17.4-1", "getsubids"), new("nftables", "1:1.1.3-1", "nft"),
            new("buildkit", "0.21.1-1", "buildkitd"), new("rootlesskit", "2.3.4-1", "rootlesskit"), new("slirp4netns", "1.3.2-1", "slirp4netns"), new("runc", "1.2.6-1", "runc"),
            new("apptainer", "1.4.0-1", "apptainer", "/usr/lib/apptainer/bin/starter"), new("squashfuse", "0.5.2-2", "squashfuse_ll"),
            new("lxc", "1:6.0.4-1", "lxc-start", "lxc-usernsexec", "/usr/lib/lxc/lxc-user-nic"),
        ],
        Meets = ["network", "limits", "ping", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    // As its wiki says to: service cgroups in the boot run level, tun in /etc/modules. There are no sessions, and so nothing is delegated and nothing lingers.
    public static Distribution Alpine { get; } = new("Alpine 3.21")
    {
        Os = "ID=alpine VERSION_ID=3.21.3",
        Kernel = "6.12.21-0-lts",
        Systemd = null,
        Loaded = ["tun", "fuse", "overlay"],
        Ping = "1\t0",
        Iptables = ("/usr/sbin", "xtables-nft-multi"),
        Files = [("/sbin/openrc", ""), ("/sbin/openrc-run", ""), ("/etc/modules", "af_packet\nipv6\ntun\nfuse\n"), ("/lib/ld-musl-x86_64.so.1", "")],
        Engines = ["podman", "buildkit"],
        Packages =
        [
            new("podman", "5.3.2-r2", "podman"), new("conmon", "2.1.12-r4", "conmon"), new("crun", "1.19.1-r0", "crun"), new("passt", "2024.11.27-r0", "pasta"), new("shadow-uidmap", "4.16.0-r1"), new("nftables", "1.1.1-r0", "/usr/sbin/nft"),
            new("buildkit", "0.17.2-r2", "buildkitd"), new("rootlesskit", "2.3.1-r2", "rootlesskit"), new("slirp4netns", "1.3.1-r0", "slirp4netns"), new("fuse-overlayfs", "1.14-r0", "fuse-overlayfs"),
        ],
        Meets = ["network"],
        Misses = [("limits:memory", "cgroup.delegation"), ("ping", "net.ping"), ("port:80", "net.unpriv-ports"), ("systemd-cgroup", "systemd.version")],
    };
}
