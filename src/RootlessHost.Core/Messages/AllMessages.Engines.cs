namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static Message[] Engines =>
    [
        new("Missing system requirements. Run the following commands to install the requirements and run this tool again", "dockerd-rootless-setuptool.sh", "Docker's own check found something; it names only what it looks for.",
            ["subid.helpers", "net.iptables", "net.netfilter-mods", "userns.clone-sysctl", "userns.max", "subid.present"], Moby + "contrib/dockerd-rootless-setuptool.sh")
        {
            Or = ["Missing system requirements. Run the following commands to [ERROR] install the requirements"],
        },
        new("RootlessKit failed, see the error messages", "containerd-rootless-setuptool.sh", "rootlesskit cannot make its namespaces; what stands above says why.",
            ["userns.apparmor-profile", "subid.present", "subid.helpers", "subid.helpers-priv", "userns.clone-sysctl", "net.driver"], Nerdctl + "extras/rootless/containerd-rootless-setuptool.sh"),
        new("Aborting because rootful Docker (/var/run/docker.sock) is running and accessible", "dockerd-rootless-setuptool.sh", "The user may use the Docker that runs as root, which is to be root.", ["sec.rootful-exposure", "engine.conflict"],
            Moby + "contrib/dockerd-rootless-setuptool.sh"),
        new("dockerd-rootless.sh conflicts with containerd-rootless.sh", "dockerd-rootless.sh", "The user's containerd of nerdctl runs already, and both cannot.", ["engine.conflict"], Moby + "contrib/dockerd-rootless.sh"),
        new("Refusing to install rootless Docker as the root user", "dockerd-rootless-setuptool.sh", "Rootless engines are for accounts other than root.", ["host.user"], Moby + "contrib/dockerd-rootless-setuptool.sh")
        {
            Or = ["Refusing to install rootless containerd as the root user", "This script must be executed as a non-privileged user"],
        },
        new("rootlesskit needs to be installed", "dockerd-rootless.sh", "rootlesskit is not installed.", ["engine.helpers"], Moby + "contrib/dockerd-rootless.sh")
        {
            Or = ["rootlesskit: executable file not found in PATH", "dockerd-rootless.sh needs to be present under PATH"],
        },
        new("dockerd needs to be started with root privileges. To run dockerd in rootless mode as an unprivileged user", "dockerd", "dockerd was started by itself, and not by dockerd-rootless.sh.", ["systemd.units", "engine.helpers", "engine.config"],
            Moby + "daemon/command/daemon.go"),
        new("unable to configure the Docker daemon with file", "dockerd", "The daemon's configuration cannot be read, or says what an option says too.", ["engine.config"], Moby + "daemon/command/daemon.go"),
        new("failed to find runc binary", "dockerd", "runc is not installed, which dockerd wants, whatever runs the containers.", ["engine.helpers"], MobyIssue + "42146")
        {
            Or = ["failed to start containerd: exec: containerd: executable file not found in PATH"],
        },
        new("Failed to obtain podman configuration", "podman", "A configuration of Podman's is not TOML, may not be read, or says what Podman does not know.", ["engine.config", "engine.podman-config"], Podman + "cmd/podman/registry/config.go")
        {
            Or = ["reading system config *: decode configuration", "finding config on system"],
        },
        new("path * exists and it is not owned by the current user", "podman", "The folder for configuration is somebody else's, as sudo leaves one that it makes.", ["engine.config"], "https://github.com/containers/storage/blob/main/pkg/homedir/homedir_unix.go"),
        new("failed to open * locks in *: permission denied", "podman", "The user may not write to /dev/shm.", ["storage.tmp"], Podman + "libpod/lock/shm/shm_lock.go"),
        new("could not find a working conmon binary", "podman", "conmon is not installed, or not where Podman looks.", ["engine.helpers", "engine.podman-config"], Common + "pkg/config/config.go"),
        new("default OCI runtime * not found", "podman", "crun or runc is not installed, or containers.conf names another that is not.", ["engine.helpers", "engine.config"], Podman + "libpod/runtime.go")
        {
            Or = ["no valid executable found for OCI runtime *"],
        },
        new("could not find * in one of … To resolve this error, set the helper_binaries_dir key", "podman", "A program that Podman calls is not installed, or not where it looks.", ["engine.helpers", "net.driver", "net.iptables", "engine.podman-config"],
            Common + "pkg/config/config.go"),
        new("open /etc/containers/policy.json: no such file or directory", "podman", "Podman has no policy that says which images it may take.", ["engine.podman-config"], PodmanIssue + "23852")
        {
            Or = ["no policy.json file found at any of the following"],
        },
        new("checkpointing a container requires root", "podman", "No rootless engine can save a running container.", ["engine.checkpoint"], Podman + "cmd/podman/containers/checkpoint.go") { Need = "checkpoint" },
        new("nvidia-container-cli: mount error: failed to add device rules", "nvidia-container-cli", "NVIDIA's tool wants to change control groups, which users may not.", ["engine.gpu"], "https://github.com/NVIDIA/libnvidia-container/issues/154"),
        new("Unprivileged installation found, user namespace needed but not allowed by configuration", "apptainer", "Apptainer's configuration forbids the user namespaces that it needs when it is not setuid root.", ["engine.apptainer"],
            Apptainer + "internal/pkg/runtime/engine/apptainer/prepare_linux.go"),
    ];
}
