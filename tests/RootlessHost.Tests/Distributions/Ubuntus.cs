namespace RootlessHost.Tests.Distributions;

/// <summary>Ubuntu, with Docker of docker.com's packages, and podman and lxc of its own archive.</summary>
internal static class Ubuntus
{
    private const string Restriction = "kernel.apparmor_restrict_unprivileged_userns";

    // The kernel of 24.04, which 22.04's desktop and "HWE" servers run: built not to restrict there, because the AppArmor of 22.04 has no profiles for it.
    public static Distribution Jammy { get; } = new("Ubuntu 22.04")
    {
        Os = "ID=ubuntu ID_LIKE=debian VERSION_ID=\"22.04\"",
        Kernel = "6.8.0-40-generic",
        Systemd = 249,
        Libraries = "/usr/lib",
        Delegated = "pids memory",
        HomeMode = "0750",
        Apparmor = true,
        Ping = "1\t0",
        Sysctls = [("kernel.unprivileged_userns_clone", "1"), (Restriction, "0")],
        RootsSysctls = [Restriction],
        Files = [("/boot/config-6.8.0-40-generic", Config("# CONFIG_SECURITY_APPARMOR_RESTRICT_USERNS is not set"))],
        Engines = ["docker", "podman", "lxc"],
        Packages =
        [
            new("docker-ce", "5:27.5.1-1~ubuntu.22.04~jammy", "dockerd"), new("docker-ce-rootless-extras", "5:27.5.1-1~ubuntu.22.04~jammy", "rootlesskit", "dockerd-rootless.sh", "dockerd-rootless-setuptool.sh"),
            new("containerd.io", "1.7.25-1", "containerd", "containerd-shim-runc-v2", "runc"), new("podman", "3.4.4+ds1-1ubuntu1.22.04.3", "podman"), new("conmon", "2.0.25+ds1-1.1", "conmon"), new("crun", "0.17+dfsg-1.1ubuntu0.1", "crun"),
            new("slirp4netns", "1.0.1-2", "slirp4netns"), new("fuse-overlayfs", "1.7.1-1", "fuse-overlayfs"), new("uidmap", "1:4.8.1-2ubuntu2.2"),
            new("lxc-utils", "1:5.0.0~git2209-g5a7b9ce67-0ubuntu1.1", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
        Meets = ["network", "limits:memory,pids", "systemd-cgroup"],
        Misses = [("limits:cpu", "cgroup.delegation"), ("ping", "net.ping"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Noble { get; } = new("Ubuntu 24.04")
    {
        Os = "ID=ubuntu ID_LIKE=debian VERSION_ID=\"24.04\"",
        Kernel = "6.8.0-31-generic",
        Systemd = 255,
        HomeMode = "0750",
        Apparmor = true,
        Ping = "1\t0",
        Sysctls = [("kernel.unprivileged_userns_clone", "1"), (Restriction, "1")],
        RootsSysctls = [Restriction],
        Files =
        [
            ("/boot/config-6.8.0-31-generic", Config("CONFIG_SECURITY_APPARMOR_RESTRICT_USERNS=y")),
            ("/usr/lib/sysctl.d/10-apparmor.conf", $"# AppArmor restrictions of unprivileged user namespaces\n{Restriction} = 1\n"),
            Unconfined("podman"), Unconfined("rootlesskit"), Unconfined("slirp4netns"), Unconfined("crun"), Unconfined("runc", "/usr/sbin/runc"), Unconfined("lxc-usernsexec"),
            ("/etc/apparmor.d/usr.bin.lxc-start", "#include <tunables/global>\n\n/usr/bin/lxc-start flags=(attach_disconnected) {\n  #include <abstractions/lxc/start-container>\n}\n"),
        ],
        Engines = ["docker", "podman", "lxc"],
        Packages =
        [
            new("docker-ce", "5:28.1.1-1~ubuntu.24.04~noble", "dockerd"), new("docker-ce-rootless-extras", "5:28.1.1-1~ubuntu.24.04~noble", "rootlesskit", "dockerd-rootless.sh", "dockerd-rootless-setuptool.sh"),
            new("containerd.io", "1.7.27-1", "containerd", "containerd-shim-runc-v2", "runc"), new("podman", "4.9.3+ds1-1ubuntu0.2", "podman"), new("conmon", "2.1.10+ds1-1build2", "conmon"), new("crun", "1.14.1-1", "crun"),
            new("passt", "0.0~git20240220.1e6f92b-1", "pasta"), new("slirp4netns", "1.2.1-1build2", "slirp4netns"), new("uidmap", "1:4.13+dfsg1-4ubuntu3.2", "getsubids"),
            new("lxc-utils", "1:5.0.3-2ubuntu7.2", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
        Meets = ["network", "limits", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("ping", "net.ping"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    private static (string, string) Unconfined(string name, string? path = null) =>
        ($"/etc/apparmor.d/{name}", $"abi <abi/4.0>,\ninclude <tunables/global>\n\nprofile {name} {path ?? $"/usr/bin/{name}"} flags=(unconfined) {{\n  userns,\n\n  include if exists <local/{name}>\n}}\n");

    private static string Config(string line) =>
        "CONFIG_NAMESPACES=y\nCONFIG_USER_NS=y\nCONFIG_PID_NS=y\nCONFIG_NET_NS=y\nCONFIG_UTS_NS=y\nCONFIG_IPC_NS=y\nCONFIG_POSIX_MQUEUE=y\nCONFIG_SECCOMP_FILTER=y\nCONFIG_CFS_BANDWIDTH=y\n" + line + "\n";
}
