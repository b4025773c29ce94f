namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static Message[] Limits =>
    [
        new("error setting rlimit type #: operation not permitted", "runc", "The container is to have more than the user's own hard limit.", ["limits.rlimits", "engine.podman-config"], Runc + "init_linux.go"),
        new("setrlimit RLIMIT_*: Operation not permitted", "crun", "The container is to have more than the user's own hard limit.", ["limits.rlimits", "engine.podman-config", "host.nested"], PodmanIssue + "24508")
        {
            Or = ["setrlimit RLIM_*: Operation not permitted"],
        },
        new("failed to create fsnotify watcher: too many open files", "kubelet", "The user has all the inotify instances that it may have; open files have nothing to do with it.", ["limits.inotify", "limits.rlimits"],
            Kind + "site/content/docs/user/known-issues.md")
        {
            Or = ["inotify_init: too many open files", "failed to create FS watcher: too many open files", "inotify_add_watch … no space left on device", "failed to create fsnotify watcher: no space left on device"],
        },
        new("too many open files", "the engine", "A process, or the user's watches of files, came to a limit.", ["limits.rlimits", "limits.inotify"], Kind + "site/content/docs/user/known-issues.md"),
        new("pthread_create failed: Resource temporarily unavailable", "the engine", "No further process or thread may be started.", ["limits.pids", "limits.rlimits"], "https://github.com/docker/for-linux/issues/783")
        {
            Or = ["fork: retry: Resource temporarily unavailable", "failed to create new OS thread", "fork/exec * resource temporarily unavailable"],
        },
        new("unable to create session key: disk quota exceeded", "runc", "The user has all the kernel keys that it may have; the disk has nothing to do with it.", ["sec.keys"], "https://github.com/moby/buildkit/issues/6247")
        {
            Or = ["could not create session key: disk quota exceeded", "create session key: disk quota exceeded", "unable to join session keyring: disk quota exceeded"],
        },
        new("open /dev/kmsg: operation not permitted", "kubelet", "A kubelet in a user namespace may not read the kernel's log, and was not told that it is in one.", ["engine.kubelet", "sec.dmesg"],
            "https://github.com/dajudge/kindcontainer/issues/366"),
        new("Updating kernel flag failed (Hint: enable KubeletInUserNamespace feature flag to ignore the error)", "kubelet", "A kubelet in a user namespace may set no sysctls, and was not told that it is in one.", ["engine.kubelet", "engine.k3s"],
            "https://github.com/k3s-io/k3s/issues/3900"),
        new("kernel >= 5.11 is required for rootless mode", "minikube", "The kernel is too old.", ["kernel.version", "storage.overlay"], "https://github.com/kubernetes/minikube/blob/master/pkg/minikube/cruntime/containerd.go"),
    ];
}
