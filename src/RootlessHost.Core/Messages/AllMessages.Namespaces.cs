namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static string[] NoNamespace =>
        ["userns.clone-sysctl", "userns.apparmor-profile", "userns.max", "userns.selinux-create", "host.nested", "kernel.config", "kernel.cmdline"];

    private static Message[] Namespaces =>
    [
        new("cannot clone: Operation not permitted", "podman", "The kernel, or what guards it, refused a user namespace.", NoNamespace, Podman + "pkg/rootless/rootless_linux.c"),
        new("cannot clone: Permission denied", "podman", "A security module refused a user namespace.", ["userns.selinux-create", "userns.apparmor-profile", "host.nested"], "https://github.com/secureblue/secureblue/issues/754"),
        new("cannot clone: No space left on device", "podman", "The number of namespaces that users may have is used up, or none; the disk has nothing to do with it.",
            ["userns.max", "userns.max-other"], Podman + "pkg/rootless/rootless_linux.c"),
        new("cannot clone: Invalid argument", "podman", "The kernel has no user namespaces.", ["kernel.config", "kernel.version"], Podman + "pkg/rootless/rootless_linux.c"),
        new("user namespaces are not enabled in /proc/sys/kernel/unprivileged_userns_clone", "podman", "A switch of the distribution keeps user namespaces to root.",
            ["userns.clone-sysctl", "sec.sysctl-precedence", "sec.compliance"], Podman + "pkg/rootless/rootless_linux.c"),
        new("user namespaces are not enabled in /proc/sys/user/max_user_namespaces", "podman", "Users may have no user namespaces.",
            ["userns.max", "sec.sysctl-precedence", "sec.compliance"], Podman + "pkg/rootless/rootless_linux.c"),
        new("failed to start the child: fork/exec /proc/self/exe: operation not permitted", "rootlesskit", "The kernel, or what guards it, refused a user namespace.",
            ["userns.apparmor-profile", "userns.clone-sysctl", "userns.max", "userns.selinux-create", "host.nested", "kernel.config"], "https://rootlesscontaine.rs/getting-started/common/apparmor/"),
        new("failed to start the child: fork/exec /proc/self/exe: permission denied", "rootlesskit", "A security module refused a user namespace.",
            ["userns.apparmor-profile", "userns.selinux-create", "host.nested"], "https://github.com/rootless-containers/rootlesskit/pull/421"),
        new("failed to start the child: fork/exec /proc/self/exe: invalid argument", "rootlesskit", "The kernel has no user namespaces.", ["kernel.config", "kernel.version"],
            "https://github.com/vegardit/docker-gitea-act-runner/issues/49"),
        new("fork/exec /proc/self/exe: no space left on device", "rootlesskit", "The number of namespaces that users may have is used up, or none; the disk has nothing to do with it.",
            ["userns.max", "userns.max-other"], RootlessKit + "pkg/parent/parent.go"),
        new("this error might have happened because /proc/sys/kernel/apparmor_restrict_unprivileged_userns is set to 1", "rootlesskit", "AppArmor keeps user namespaces to programs that have a profile.",
            ["userns.apparmor-profile", "userns.apparmor-restrict"], RootlessKit + "pkg/parent/warn.go"),
        new("no capabilities was gained after reexecuting the child", "rootlesskit", "The user namespace came, without the capabilities that belong to it: AppArmor's way of saying no.",
            ["userns.apparmor-profile", "userns.apparmor-restrict"], RootlessKit + "pkg/child/child.go"),
        new("apparmor DENIED operation userns_create", "the kernel's log", "AppArmor refused a program a user namespace, or its capabilities there.",
            ["userns.apparmor-profile", "userns.apparmor-restrict"], "https://bugs.launchpad.net/ubuntu/+source/apparmor/+bug/2046844")
        {
            Or = ["apparmor AUDIT operation userns_create"],
        },
        new("avc: denied create … tclass user_namespace", "the kernel's log", "The SELinux policy refused a user namespace.", ["userns.selinux-create", "sec.selinux"], "https://github.com/containers/container-selinux/issues/257"),
        new("unshare: unshare failed: Operation not permitted", "unshare", "The kernel, or what guards it, refused a namespace.", NoNamespace,
            "https://github.com/util-linux/util-linux/blob/master/sys-utils/unshare.c"),
        new("unshare: unshare failed: No space left on device", "unshare", "The number of namespaces that users may have is used up, or none.", ["userns.max", "userns.max-other"],
            "https://github.com/util-linux/util-linux/blob/master/sys-utils/unshare.c"),
        new("unshare: write failed /proc/self/*id_map: Operation not permitted", "unshare", "A user namespace came, but nothing may be done in it.", ["userns.apparmor-profile", "userns.apparmor-restrict", "host.nested"],
            "https://github.com/youki-dev/youki/issues/3298"),
        new("Error during unshare(CLONE_NEWUSER): Operation not permitted", "buildah", "The kernel, or what guards it, refused a user namespace.", NoNamespace, Storage + "pkg/unshare/unshare.c")
        {
            Or = ["Error during unshare(CLONE_NEWUSER): Permission denied", "Error during unshare(CLONE_NEWUSER): Function not implemented"],
        },
        new("failed to unshare user namespace: Operation not permitted", "runc", "The kernel, or what guards it, refused a user namespace.", NoNamespace, Runc + "nsenter/nsexec.c")
        {
            Or = ["unshare user namespace: Operation not permitted"],
        },
        new("failed to unshare … No space left on device", "runc", "The number of namespaces of a kind that users may have is used up, or none.", ["userns.max-other", "userns.max"], Runc + "nsenter/nsexec.c")
        {
            Or = ["unshare: No space left on device"],
        },
        new("user namespaces aren't enabled in the kernel", "runc", "The kernel has no user namespaces.", ["kernel.config", "kernel.version"], Runc + "configs/validate/validator.go"),
        new("Failed to create user namespace: not allowed to create user namespace", "apptainer", "The kernel, or what guards it, refused a user namespace.", ["userns.apparmor-profile", "userns.selinux-create", "host.nested"],
            Apptainer + "cmd/starter/c/starter.c")
        {
            Or = ["Failed to create user namespace: Permission denied"],
        },
        new("Failed to create user namespace: user namespace requires to set /proc/sys/kernel/unprivileged_userns_clone to 1", "apptainer", "A switch of the distribution keeps user namespaces to root.",
            ["userns.clone-sysctl", "userns.apparmor-profile"], Apptainer + "cmd/starter/c/starter.c"),
        new("Failed to create user namespace: maximum number of user namespaces exceeded", "apptainer", "Users may have no user namespaces, or have all that they may.", ["userns.max"],
            Apptainer + "cmd/starter/c/starter.c"),
        new("Failed to create user namespace: user namespace disabled", "apptainer", "The kernel has no user namespaces, or none on this boot.", ["kernel.config", "kernel.cmdline", "userns.max"],
            Apptainer + "cmd/starter/c/starter.c")
        {
            Or = ["user namespace not supported by your system"],
        },
        new("mount proc to *proc: Operation not permitted", "crun", "The kernel lets a user mount /proc only where the one that is there has nothing hidden: in a container it has.", ["host.nested", "sec.hidepid"], PodmanIssue + "20453")
        {
            Or = ["mount proc to *proc: Permission denied"],
        },
        new("error mounting proc to rootfs at /proc … operation not permitted", "runc", "The kernel lets a user mount /proc only where the one that is there has nothing hidden: in a container it has.",
            ["host.nested", "sec.hidepid"], PodmanIssue + "15314")
        {
            Or = ["mounting proc to rootfs at /proc caused … operation not permitted", "mount proc:/proc … operation not permitted"],
        },
        new("mounting sysfs to rootfs at /sys … operation not permitted", "runc", "The kernel lets a user mount /sys only together with a network namespace of its own, and not below one that hides parts.",
            ["host.nested"], PodmanIssue + "15314"),
    ];
}
