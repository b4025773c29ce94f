namespace RootlessHost.Tests.Distributions;

/// <summary>RHEL and Fedora: container-tools, SELinux enforcing, file capabilities on the helpers.</summary>
internal static class RedHats
{
    private static readonly string[] NoIpTables =
        ["ip_tables", "iptable_nat", "iptable_filter", "iptable_mangle", "ip6_tables", "ip6table_nat", "ip6table_filter", "ip6table_mangle"];

    // firewalld is on, and loads these.
    private static readonly string[] Firewalld = ["nf_tables", "nf_nat", "nf_conntrack"];

    public static Distribution Rhel8 { get; } = new Distribution("RHEL 8")
    {
        Os = "ID=rhel ID_LIKE=fedora VERSION_ID=\"8.10\"",
        Kernel = "4.18.0-553.el8_10.x86_64",
        Systemd = 239,
        Libraries = "/usr/lib",
        Delegated = "pids memory",
        Cgroups = "legacy",
        HelpersHaveCapabilities = true,
        Filesystem = "xfs",
        Selinux = true,
        Loaded = Firewalld,
        Engines = ["podman"],
        Packages = [new("podman", "4.9.4-rhel", "podman"), new("conmon", "2.1.10", "conmon"), new("runc", "1.1.12", "runc"), new("slirp4netns", "1.2.3", "slirp4netns"), new("fuse-overlayfs", "1.13", "fuse-overlayfs"), new("nftables", "1.0.4", "/usr/sbin/nft")],
        Accepted = [new("cgroup.version", "RHEL 8's own manual: limits for rootless containers need cgroup v2, which is off by default")],
        Meets = ["network", "ping"],
        Misses = [("limits", "cgroup.version"), ("limits:memory,pids", "cgroup.version"), ("systemd-cgroup", "cgroup.version"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Rhel9 { get; } = new Distribution("RHEL 9")
    {
        Os = "ID=rhel ID_LIKE=fedora VERSION_ID=\"9.6\"",
        Kernel = "5.14.0-570.12.1.el9_6.x86_64",
        Systemd = 252,
        Libraries = "/usr/lib",
        HelpersHaveCapabilities = true,
        Filesystem = "xfs",
        Selinux = true,
        Loaded = Firewalld,
        Engines = ["podman"],
        Packages = [new("podman", "5.4.0", "podman"), new("conmon", "2.1.12", "conmon"), new("crun", "1.21", "crun"), new("passt", "0^20250217.ga1e48a0-1.el9", "pasta"), new("shadow-utils-subid", "4.9", "getsubids"), new("nftables", "1.0.9", "/usr/sbin/nft")],
        Meets = ["network", "limits", "ping", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Rhel10 { get; } = Rhel9 with
    {
        Name = "RHEL 10",
        Os = "ID=rhel ID_LIKE=fedora VERSION_ID=\"10.0\"",
        Kernel = "6.12.0-55.9.1.el10_0.x86_64",
        Systemd = 257,
        Lacks = NoIpTables,
        Packages = [new("podman", "5.4.0", "podman"), new("conmon", "2.1.12", "conmon"), new("crun", "1.20", "crun"), new("passt", "0^20250217.ga1e48a0-1.el10", "pasta"), new("shadow-utils-subid", "4.15.0", "getsubids"), new("nftables", "1.1.1", "/usr/sbin/nft")],
    };

    public static Distribution Fedora { get; } = Rhel9 with
    {
        Name = "Fedora 42",
        Os = "ID=fedora VERSION_ID=42",
        Kernel = "6.14.0-63.fc42.x86_64",
        Systemd = 257,
        Filesystem = "btrfs",
        TmpIsTmpfs = true,
        FirstSubid = 524288,
        Files =
        [
            ("/usr/lib/systemd/systemd-oomd", ""),
            ("/usr/lib/systemd/system/user@.service.d/10-oomd-user-service-defaults.conf", "[Service]\nManagedOOMMemoryPressure=kill\nManagedOOMMemoryPressureLimit=50%\n"),
        ],
        Engines = ["podman", "apptainer", "lxc"],
        Packages =
        [
            new("podman", "5.4.2", "podman"), new("conmon", "2.1.13", "conmon"), new("crun", "1.21", "crun"), new("passt", "0^20250415.g2340bbf-1.fc42", "pasta"), new("shadow-utils-subid", "4.17.0", "getsubids"), new("nftables", "1.1.1", "/usr/sbin/nft"),
            new("apptainer", "1.4.0", "apptainer", "/usr/libexec/apptainer/bin/starter", "/usr/libexec/apptainer/bin/squashfuse_ll"),
            new("lxc", "6.0.4", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
    };
}
