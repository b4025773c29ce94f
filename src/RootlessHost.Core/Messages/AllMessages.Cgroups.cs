namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static string[] NoController =>
        ["cgroup.delegation", "cgroup.version", "cgroup.delegation-conf", "cgroup.root", "systemd.user-manager", "cgroup.rpi-memory"];

    private static Message[] Cgroups =>
    [
        new("the requested cgroup controller * is not available", "crun", "The controller is not delegated to the user, or the kernel has it switched off.", NoController, Crun + "cgroup-resources.c") { Need = "limits" },
        new("controller * is not available under /sys/fs/cgroup*", "crun", "The controller is not delegated to the user, or the kernel has it switched off.", NoController, Crun + "cgroup-resources.c") { Need = "limits" },
        new("error setting cgroup config for procHooks process … /sys/fs/cgroup/* no such file or directory", "runc", "The file of a limit is not there: its controller is not delegated to the user.", NoController, PodmanIssue + "11632")
        {
            Need = "limits",
            Or = ["setting cgroup config for procHooks process caused … no such file or directory"],
        },
        new("openat2 /sys/fs/cgroup/user.slice/* no such file or directory", "runc", "The file of a limit is not there: its controller is not delegated to the user.", NoController, "https://github.com/Rohansjamadagni/lmt/issues/1")
        {
            Need = "limits",
        },
        new("mkdir /sys/fs/cgroup/* permission denied", "the engine", "The user may make no control groups there: they are not delegated, or of version 1.",
            ["cgroup.version", "cgroup.delegation", "systemd.user-manager", "systemd.dbus", "host.nested"], PodmanIssue + "1552"),
        new("writing file /sys/fs/cgroup/*cgroup.procs Permission denied", "crun", "The process may not be moved into that control group: it is not the user's.",
            ["cgroup.delegation", "systemd.user-manager", "systemd.dbus", "cgroup.version"], CrunIssue + "376"),
        new("creating cgroup directory … Permission denied", "crun", "The user may make no control groups there: they are not delegated, or of version 1.",
            ["cgroup.version", "cgroup.delegation", "systemd.user-manager", "systemd.dbus", "host.nested"], CrunIssue + "205"),
        new("cannot set limits without cgroups", "crun", "The container has limits, and is to run without control groups.", NoController, Crun + "cgroup.c") { Need = "limits" },
        new("failed to evacuate root cgroup", "k3s", "k3s may make no control groups where it was started.", ["cgroup.delegation", "cgroup.version", "systemd.user-manager", "engine.k3s"], K3sIssue + "13667"),
        new("delegated cgroup v2 controllers are required for rootless", "k3s", "The controllers that k3s needs are not delegated to the user.", ["cgroup.delegation", "cgroup.version", "cgroup.root", "engine.k3s"],
            "https://github.com/k3s-io/k3s/pull/4065")
        {
            Need = "limits:cpu,memory,pids,cpuset",
        },
        new("Could not enable … controllers in the unified cgroup", "lxc", "lxc-start was not started in a scope of its own that is delegated to the user.", ["cgroup.delegation", "systemd.user-manager", "engine.lxc"],
            "https://github.com/lxc/lxc/issues/3404"),
        new("Failed to add conmon to cgroupfs sandbox cgroup", "podman", "The user may make no control groups there: they are of version 1, or there is no session of systemd.",
            ["cgroup.version", "systemd.user-manager", "cgroup.delegation"], PodmanIssue + "3075"),
        new("WARNING: Running in rootless-mode without cgroups. Systemd is required to enable cgroups in rootless-mode", "dockerd", "Limits do nothing: dockerd found no session of systemd.",
            ["systemd.user-manager", "systemd.dbus", "systemd.runtime-dir", "systemd.version"], Moby + "daemon/info_unix.go") { Need = "limits" },
        new("WARNING: Running in rootless-mode without cgroups. To enable cgroups in rootless-mode, you need to boot the system in cgroup v2 mode", "dockerd", "Limits do nothing: control groups are of version 1.",
            ["cgroup.version", "kernel.cmdline"], Moby + "daemon/info_unix.go") { Need = "limits" },
        new("Your kernel does not support memory limit capabilities or the cgroup is not mounted", "dockerd", "The memory controller is not delegated to the user, or switched off.",
            ["cgroup.delegation", "cgroup.rpi-memory", "cgroup.version", "cgroup.root", "kernel.config"], Moby + "daemon/daemon_unix.go") { Need = "limits:memory", Or = ["Your kernel does not support cgroup memory limit"] },
        new("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted", "dockerd", "The cpu controller is not delegated to the user.",
            ["cgroup.delegation", "cgroup.delegation-conf", "cgroup.version", "cgroup.root", "kernel.config"], Moby + "daemon/daemon_unix.go") { Need = "limits:cpu" },
        new("Your kernel does not support PIDs limit capabilities or the cgroup is not mounted", "dockerd", "The pids controller is not delegated to the user.", ["cgroup.delegation", "cgroup.version", "cgroup.root"], Moby + "daemon/daemon_unix.go")
        {
            Need = "limits:pids",
        },
        new("rootless systemd driver doesn't support cgroup v1", "dockerd", "Control groups are of version 1.", ["cgroup.version", "kernel.cmdline"], Moby + "daemon/oci_linux.go")
        {
            Or = ["exec-opt native.cgroupdriver=systemd requires cgroup v2 for rootless mode"],
        },
        new("no support for CGroups V1 in rootless environments", "podman", "Control groups are of version 1.", ["cgroup.version", "kernel.cmdline"], Common + "pkg/cgroups/cgroups_linux.go"),
        new("Using cgroups-v1 which is deprecated in favor of cgroups-v2", "podman", "Control groups are of version 1, which Podman 5 warns of and Podman 6 refuses.", ["cgroup.version", "kernel.cmdline"], PodmanIssue + "25201"),
        new("stats requires cgroup v2 for rootless containers", "nerdctl", "Control groups are of version 1.", ["cgroup.version"], Nerdctl + "pkg/cmd/container/stats.go")
        {
            Or = ["top requires cgroup v2 for rootless containers"],
        },
        new("running kind with rootless provider requires cgroup v2", "kind", "Control groups are of version 1.", ["cgroup.version", "kernel.cmdline"], Kind + "pkg/cluster/internal/create/create.go"),
        new("running kind with rootless provider requires setting systemd property Delegate=yes", "kind", "Not all the controllers that a node needs are delegated to the user.",
            ["cgroup.delegation", "cgroup.delegation-conf", "cgroup.root", "host.nested"], Kind + "pkg/cluster/internal/create/create.go")
        {
            Need = "limits",
            Or = ["running kind with rootless provider requires cgroup controllers"],
        },
        new("failed to find * cgroup (v2)", "k3s", "A controller that k3s needs is not delegated to the user.", ["cgroup.delegation", "cgroup.version", "cgroup.rpi-memory", "engine.k3s"], "https://github.com/k3d-io/k3d/issues/1082")
        {
            Need = "limits:cpu,memory,pids,cpuset",
        },
        new("sd-bus call: Interactive authentication required.: Permission denied", "crun", "The request went to the system's systemd and not to the user's: there is no session of the user's.",
            ["systemd.user-manager", "systemd.dbus", "systemd.runtime-dir", "systemd.linger"], CrunIssue + "1134"),
        new("unable to apply cgroup configuration: unable to start unit", "runc", "The user's systemd was not asked, or did not want to: mostly the user has no D-Bus.",
            ["systemd.dbus", "systemd.user-manager", "systemd.runtime-dir", "cgroup.delegation"], "https://github.com/moby/moby/pull/48134")
        {
            Or = ["systemd error: Interactive authentication required"],
        },
        new("sd-bus call: Permission denied", "crun", "The user's systemd gave no control group: no session, or not all that Podman is configured for.",
            ["systemd.user-manager", "systemd.dbus", "systemd.runtime-dir", "cgroup.delegation"], CrunIssue + "528"),
        new("sd-bus add match: Operation not permitted", "crun", "crun may not speak to the user's D-Bus.", ["systemd.dbus", "systemd.user-manager", "systemd.runtime-dir"], CrunIssue + "268"),
        new("cannot open sd-bus: No such file or directory", "crun", "The user has no D-Bus.", ["systemd.dbus", "systemd.user-manager", "systemd.runtime-dir"], Crun + "cgroup-systemd.c")
        {
            Or = ["cannot open sd-bus: No medium found", "sd-bus call: Transport endpoint is not connected"],
        },
        new("read unix @->/run/systemd/private: read: connection reset by peer", "runc", "runc asked the system's systemd, which the user may not: the user has no D-Bus.",
            ["systemd.dbus", "systemd.user-manager", "systemd.runtime-dir"], "https://rootlesscontaine.rs/getting-started/common/login/"),
        new("dial unix /run/user/*/bus: connect: no such file or directory", "runc", "The user has no D-Bus.", ["systemd.dbus", "systemd.user-manager", "systemd.runtime-dir"], Runc + "process_linux.go")
        {
            Or = ["dial unix /run/user/*/bus: connect: connection refused"],
        },
        new("failed to kill all processes, possibly due to lack of cgroup (Hint: enable cgroup v2 delegation)", "runc", "Without a control group runc cannot tell which processes are the container's.",
            ["cgroup.delegation", "cgroup.version", "systemd.user-manager"], Runc + "container_linux.go"),
    ];
}
