namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private const string Overlayfs = "https://docs.kernel.org/filesystems/overlayfs.html";

    private static Message[] Files =>
    [
        new("kernel does not support overlay fs", "podman", "The kernel mounts no overlay for users, or not on this filesystem.", ["storage.overlay", "kernel.version", "storage.fs", "storage.fuse-overlayfs", "storage.xattr"], PodmanIssue + "8705"),
        new("overlay is not supported over * a mount_program is required", "podman", "An overlay cannot be mounted on this filesystem; fuse-overlayfs may do it.", ["storage.fs", "storage.fuse-overlayfs", "storage.fuse", "host.nested"],
            Storage + "drivers/overlay/overlay.go"),
        new("a network file system with user namespaces is not supported", "podman", "Images are kept on a network filesystem, whose server knows nothing of the user's ids.", ["storage.fs"], Storage + "drivers/overlay/overlay.go"),
        new("overlay is not supported over * at", "podman", "An overlay cannot be mounted on this filesystem.", ["storage.fs", "storage.overlay", "storage.xattr"], Storage + "drivers/overlay/overlay.go"),
        new("Network file system detected as backing store", "podman", "Images are kept on a network filesystem, whose server knows nothing of the user's ids.", ["storage.fs"], Storage + "drivers/overlay/overlay.go"),
        new("filesystem on * not supported as upperdir", "the kernel's log", "An overlay cannot be mounted on this filesystem: a network's, or an overlay itself.", ["storage.fs", "host.nested"], Overlayfs),
        new("upper fs does not support xattr", "the kernel's log", "The filesystem keeps no extended attributes, or not those that an overlay needs.", ["storage.xattr", "storage.fs"], Overlayfs)
        {
            Or = ["upper fs does not support RENAME_WHITEOUT", "upper fs missing required features"],
        },
        new("make */merged private: Permission denied", "crun", "The container's ids may not pass through a folder above the user's images, mostly the home.", ["storage.path", "sec.selinux"], PodmanIssue + "23356")
        {
            Or = ["crun: open */merged: Permission denied"],
        },
        new("prior storage driver * failed: driver not supported", "dockerd", "The storage driver of the images that are there does not work here.", ["storage.overlay", "storage.fs", "kernel.version", "storage.state"],
            Moby + "daemon/graphdriver/driver.go"),
        new("error initializing graphdriver: driver not supported", "dockerd", "The storage driver does not work here: the kernel mounts no overlay for users, or not on this filesystem.",
            ["storage.state", "storage.overlay", "storage.fs", "kernel.version", "storage.xattr", "storage.selinux-overlay"], MobyIssue + "40904"),
        new("failed to mount overlay: operation not permitted", "dockerd", "The kernel mounts no overlay for users.", ["storage.overlay", "kernel.version", "userns.apparmor-profile", "host.nested"], RootlessKitIssue + "269")
        {
            Or = ["error creating overlay mount to * operation not permitted"],
        },
        new("failed to mount overlay: invalid argument", "buildkitd", "An overlay cannot be mounted on this filesystem.", ["storage.fs", "storage.xattr", "storage.overlay", "host.nested"], "https://github.com/moby/buildkit/issues/5049"),
        new("failed to mount overlay: permission denied", "dockerd", "A security module keeps users from mounting overlays.", ["storage.selinux-overlay", "userns.apparmor-profile", "storage.overlay"], MobyIssue + "40904"),
        new("overlay is not supported for Rootless with SELinux", "dockerd", "The kernel gives overlays of users no SELinux labels.", ["storage.selinux-overlay", "kernel.version"], Moby + "daemon/graphdriver/overlayutils/overlayutils.go"),
        new("fuse: device not found, try modprobe fuse first", "fuse-overlayfs", "There is no /dev/fuse.", ["storage.fuse", "kernel.modules-lock", "host.nested"], Podman + "troubleshooting.md")
        {
            Or = ["fuse-overlayfs: cannot mount: No such device", "fuse: failed to open /dev/fuse", "fusermount*: failed to open /dev/fuse", "open /dev/fuse: no such file or directory"],
        },
        new("fusermount*: mount failed: Operation not permitted", "fusermount", "Users may not mount with FUSE here.", ["storage.fuse", "engine.apptainer", "kernel.version", "host.nested"], ApptainerIssue + "2324"),
        new("fuse: failed to exec fusermount*: No such file or directory", "apptainer", "fusermount is not installed.", ["storage.fuse", "engine.apptainer"], ApptainerIssue + "778"),
        new("squashfuse_ll failed to mount", "apptainer", "The image could not be mounted with FUSE.", ["engine.apptainer", "storage.fuse"], ApptainerIssue + "1033")
        {
            Or = ["squashfuse_ll exited with status", "image driver squashfuse_ll instance exited with error"],
        },
        new("User-selected graph driver * overwritten by graph driver * from database", "podman", "What was kept before was made with another storage driver.", ["storage.state", "storage.driver", "engine.podman-config"], Podman + "libpod/runtime.go"),
        new("a BoltDB database exists but is no longer being used", "podman", "Podman 6 does not read what Podman 4 kept.", ["storage.state", "engine.version-rules"], Podman + "libpod/runtime.go")
        {
            Or = ["the BoltDB database backend was removed in Podman 6.0"],
        },
        new("exec user process caused permission denied", "runc", "The programs of images may not be run where they are kept.", ["storage.flags", "sec.selinux", "storage.selinux-overlay"], Podman + "troubleshooting.md"),
        new("cannot apply additional memory protection after relocation: Permission denied", "the container", "The folder of images lacks the SELinux labels of images.", ["sec.selinux", "storage.selinux-overlay"], Podman + "troubleshooting.md"),
        new("error while applying layer: ApplyLayer … permission denied", "podman", "A file of the image could not be made: mostly images are kept on a network filesystem.", ["storage.fs", "storage.path", "subid.size"],
            Podman + "troubleshooting.md")
        {
            Or = ["failed to register layer: ApplyLayer … operation not permitted"],
        },
        new("Error processing tar file(exit status 1): operation not permitted", "podman", "A file of the image could not be made as it has to be.", ["storage.xattr", "storage.overlay", "storage.fs", "subid.present"], Podman + "troubleshooting.md"),
        new("lsetxattr … operation not permitted", "podman", "A label or an attribute could not be set: the filesystem keeps none, or the file is not the user's.", ["storage.selinux-overlay", "storage.xattr", "storage.fs"],
            Podman + "troubleshooting.md")
        {
            Or = ["lsetxattr … operation not supported"],
        },
        new("mkdir */.local/share/* permission denied", "the engine", "The user may not make the folder that images and containers are kept in.", ["storage.path", "host.user"], PodmanIssue + "10460")
        {
            Or = ["creating runtime static files directory … permission denied"],
        },
        new("mkdir /var/tmp/* permission denied", "podman", "The user may not write where images are unpacked.", ["storage.tmp"], PodmanIssue + "20045"),
        new("inspecting image: open /var/tmp/* read-only file system", "podman", "This version looks at an image by way of a file in /var/tmp, where the user may not write.", ["storage.tmp"],
            "https://github.com/containers/image/blob/v5.23.0/storage/storage_src.go")
        {
            Or = ["inspecting image: open /var/tmp/* permission denied"],
        },
        new("HOME needs to be writable", "dockerd-rootless-setuptool.sh", "The user may not write to its home.", ["host.user", "storage.path"], Moby + "contrib/dockerd-rootless-setuptool.sh")
        {
            Or = ["HOME needs to be set and exist", "HOME needs to be set"],
        },
        new("no space left on device", "the engine", "The filesystem is full, or out of inodes; of a namespace or a watch that is made it is another limit.", ["storage.capacity", "storage.tmp", "limits.inotify", "userns.max"], "errno(3)"),
        new("/ is not a shared mount, this could cause issues or missing mounts with rootless containers", "podman", "Mounts that the host makes later do not reach containers.", ["storage.propagation", "host.nested"],
            Podman + "pkg/rootless/rootless_linux.go"),
        new("The host root filesystem is mounted as … Setting child propagation to … is not supported", "rootlesskit", "Mounts that the host makes later do not reach containers.", ["storage.propagation", "host.nested"],
            RootlessKit + "pkg/parent/warn.go"),
    ];
}
