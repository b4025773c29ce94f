namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static string[] NoSession =>
        ["systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "systemd.linger"];

    private static Message[] Sessions =>
    [
        new("The cgroupv2 manager is set to systemd but there is no systemd user session available", "podman", "Podman found no session of systemd: after su or sudo, in a job, or after the last logout.", NoSession,
            Common + "pkg/config/config.go")
        {
            Or = ["Falling back to --cgroup-manager=cgroupfs"],
        },
        new("Aborting because systemd was detected but XDG_RUNTIME_DIR … is not set, does not exist, or is not writable", "dockerd-rootless-setuptool.sh", "There is no session of the user's: after su or sudo, for example.",
            ["systemd.runtime-dir", "systemd.user-manager", "systemd.linger"], Moby + "contrib/dockerd-rootless-setuptool.sh"),
        new("XDG_RUNTIME_DIR needs to be set and writable", "dockerd-rootless.sh", "There is no session of the user's: after su or sudo, for example.", ["systemd.runtime-dir", "systemd.user-manager", "systemd.linger"],
            Moby + "contrib/dockerd-rootless.sh")
        {
            Or = ["could not get XDG_RUNTIME_DIR"],
        },
        new("environment variable XDG_RUNTIME_DIR is not set", "nerdctl", "There is no session of the user's: after su or sudo, for example.", ["systemd.runtime-dir", "systemd.user-manager", "systemd.linger"],
            Nerdctl + "pkg/rootlessutil/xdg_linux.go"),
        new("XDG_RUNTIME_DIR directory * is not owned by the current user", "podman", "The variable is another user's: su keeps it.", ["systemd.runtime-dir", "systemd.user-manager"], Podman + "troubleshooting.md"),
        new("mkdir /run/user/# permission denied", "podman", "The user's runtime folder is not there: nobody has logged in as the user since the boot.", ["systemd.runtime-dir", "systemd.user-manager", "systemd.linger"],
            Podman + "troubleshooting.md")
        {
            Or = ["mkdir /run/user/* permission denied"],
        },
        new("RunRoot is pointing to a path … which is not writable. Most likely podman will fail", "podman", "The user's runtime folder is not there, or another's.", ["systemd.runtime-dir", "systemd.user-manager", "systemd.linger"],
            Podman + "libpod/runtime_linux.go")
        {
            Or = ["XDG_RUNTIME_DIR is pointing to a path which is not writable"],
        },
        new("Failed to connect to bus: No medium found", "systemctl", "There is no session of the user's, or the variables that lead to it are not set.", NoSession, "https://github.com/systemd/systemd/blob/main/src/shared/bus-util.c")
        {
            Or =
            [
                "Failed to connect to bus: No such file or directory", "Failed to connect to bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR not defined",
                "Failed to connect to user scope bus via local transport", "Failed to connect to bus: No data available",
            ],
        },
        new("[INFO] systemd not detected, dockerd-rootless.sh needs to be started manually", "dockerd-rootless-setuptool.sh", "systemctl --user does not answer: there is no session of the user's.", NoSession,
            "https://github.com/docker/docs/issues/14491"),
        new("Cannot connect to the Docker daemon at unix:///run/user/*/docker.sock. Is the docker daemon running", "docker", "The user's dockerd does not run: never started, ended at the last logout, or failed at its start.",
            ["systemd.user-manager", "systemd.linger", "systemd.runtime-dir", "systemd.units", "engine.present", "engine.helpers"], Moby + "client/errors.go")
        {
            Or = ["failed to connect to the docker API at unix:///run/user/*/docker.sock"],
        },
        new("rootless containerd not running", "nerdctl", "The user's containerd does not run: never installed, ended at the last logout, or failed at its start.",
            ["systemd.user-manager", "systemd.linger", "systemd.runtime-dir", "systemd.units", "engine.helpers"], Nerdctl + "pkg/rootlessutil/parent_linux.go"),
        new("unable to create a new pause process", "podman", "What Podman kept of an earlier session does not fit any longer: other ids, or a process that was killed.",
            ["subid.stale-podman", "systemd.logind", "systemd.linger", "subid.self"], Podman + "pkg/domain/infra/abi/system_linux.go")
        {
            Or = ["invalid internal status, try resetting the pause process"],
        },
    ];
}
