namespace RootlessHost.Tests.Distributions;

/// <summary>Debian, with docker.io, podman and lxc of its own archive, and Recommends installed.</summary>
internal static class Debians
{
    private static readonly (string, string)[] Clone = [("kernel.unprivileged_userns_clone", "1")];

    public static Distribution Bullseye { get; } = new("Debian 11")
    {
        Os = "ID=debian VERSION_ID=\"11\" PRETTY_NAME=bullseye",
        Kernel = "5.10.0-28-amd64",
        Systemd = 247,
        Libraries = "/usr/lib",
        Delegated = "pids memory", // cpu from 252 on
        HomeMode = "0755",
        Ping = "1\t0", // Debian ships systemd's sysctl.d/50-default.conf from 13 on
        Sysctls = Clone,
        Engines = ["docker", "podman", "lxc"],
        Packages =
        [
            new("docker.io", "20.10.5+dfsg1-1+deb11u2", "/usr/sbin/dockerd"), new("rootlesskit", "0.14.2-1+b3", "rootlesskit"), new("containerd", "1.4.13~ds1-1~deb11u4", "containerd", "containerd-shim-runc-v2"),
            new("runc", "1.0.0~rc93+ds1-5+deb11u5", "/usr/sbin/runc"), new("podman", "3.0.1+dfsg1-3+deb11u5", "podman"), new("conmon", "2.0.25+ds1-1.1", "conmon"), new("crun", "0.17+dfsg-1+deb11u2", "crun"),
            new("slirp4netns", "1.0.1-2", "slirp4netns"), new("fuse-overlayfs", "1.4.0-1", "fuse-overlayfs"), new("uidmap", "1:4.8.1-1+deb11u1"),
            new("lxc", "1:4.0.6-2+deb11u2", "lxc-start", "lxc-usernsexec", "/usr/lib/x86_64-linux-gnu/lxc/lxc-user-nic"),
        ],
        Accepted = [new("engine.version-rules", "seen in a booted one: lxc-start in a login says 'Failed to create monitor cgroup', and in a delegated scope it runs")],
        Meets = ["network", "limits:memory,pids", "systemd-cgroup"],
        Misses = [("limits:cpu", "cgroup.delegation"), ("limits", "cgroup.delegation"), ("ping", "net.ping"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Bookworm { get; } = new("Debian 12")
    {
        Os = "ID=debian VERSION_ID=\"12\" PRETTY_NAME=bookworm",
        Kernel = "6.1.0-18-amd64",
        Systemd = 252,
        HomeMode = "0755", // login.defs has no HOME_MODE before 13
        Ping = "1\t0",
        Sysctls = [.. Clone, ("fs.inotify.max_user_instances", "1024")],
        Engines = ["docker", "podman", "userns-remap", "lxc"],
        Accounts = [("dockremap", 996, 165536)],
        Files = [("/etc/docker/daemon.json", "{ \"userns-remap\": \"default\" }\n"), ("/etc/sysctl.d/30-lxc-inotify.conf", "fs.inotify.max_user_instances = 1024\n")],
        Packages =
        [
            new("docker.io", "20.10.24+dfsg1-1+deb12u1+b6", "/usr/sbin/dockerd"), new("rootlesskit", "1.1.0-1+b4", "rootlesskit"), new("containerd", "1.6.20~ds1-1+deb12u1", "containerd", "containerd-shim-runc-v2"),
            new("runc", "1.1.5+ds1-1+deb12u1", "/usr/sbin/runc"), new("podman", "4.3.1+ds1-8+deb12u1+b3", "podman"), new("conmon", "2.1.6+ds1-1", "conmon"), new("crun", "1.8.1-1+deb12u1", "crun"),
            new("slirp4netns", "1.2.0-1", "slirp4netns"), new("fuse-overlayfs", "1.10-1", "fuse-overlayfs"), new("uidmap", "1:4.13+dfsg1-1+deb12u2", "getsubids"),
            new("lxc", "1:5.0.2-1+deb12u4", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
        Accepted = [new("storage.driver", "Debian bug 1050993; Debian 13 ships a storage.conf that names overlay", InAnImage: true)],
        Meets = ["network", "limits", "limits:memory,pids", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("ping", "net.ping"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };

    public static Distribution Trixie { get; } = new("Debian 13")
    {
        Os = "ID=debian VERSION_ID=\"13\" PRETTY_NAME=trixie",
        Kernel = "6.12.43+deb13-amd64",
        Systemd = 257,
        TmpIsTmpfs = true,
        Sysctls = Clone,
        Files = [("/usr/lib/sysctl.d/50-default.conf", "-net.ipv4.ping_group_range = 0 2147483647\n")],
        Engines = ["docker", "podman", "lxc"],
        Packages =
        [
            new("docker.io", "26.1.5+dfsg1-9+b9", "/usr/sbin/dockerd"), new("rootlesskit", "2.3.4+ds-1+b5", "rootlesskit"), new("containerd", "1.7.24~ds1-6+b4", "containerd", "containerd-shim-runc-v2"),
            new("runc", "1.1.15+ds1-2+b4", "/usr/sbin/runc"), new("podman", "5.4.2+ds1-2+b2", "podman"), new("conmon", "2.1.12-4", "conmon"), new("crun", "1.21-1", "crun"), new("nftables", "1.1.3-1", "/usr/sbin/nft"),
            new("passt", "0.0~git20250503.587980c-2", "pasta"), new("slirp4netns", "1.2.1-1.1", "slirp4netns"), new("uidmap", "1:4.17.4-2", "getsubids"),
            new("lxc", "1:6.0.4-4+b3", "lxc-start", "lxc-usernsexec", "/usr/libexec/lxc/lxc-user-nic"),
        ],
        Meets = ["network", "limits", "ping", "systemd-cgroup"],
        Misses = [("limits:cpuset", "cgroup.delegation"), ("port:80", "net.unpriv-ports"), ("boot", "systemd.linger")],
    };
}
