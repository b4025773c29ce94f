using RootlessHost.Facts;

namespace RootlessHost.Checks.Storage;

/// <summary>Images and containers are kept on a filesystem that can hold them.</summary>
internal sealed class Fs : IUserCheck
{
    // The server decides about owners there, and knows nothing of user namespaces (containers/storage, isNetworkFileSystem, and its like).
    private static readonly HashSet<string> Network =
    [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "kafs", "ceph", "fuse.ceph", "gpfs", "ibrix", "lustre", "ncpfs", "ocfs2", "panfs", "prl_fs", "snfs", "vboxsf", "vxfs",
        "9p", "fuse.sshfs", "fuse.glusterfs", "beegfs", "orangefs", "acfs",
    ];

    // No owners, no links, no attributes.
    private static readonly HashSet<string> Foreign = ["vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus", "iso9660", "squashfs", "erofs", "cramfs"];

    // Cannot be the upper layer of an overlay (Documentation/filesystems/overlayfs.rst).
    private static readonly HashSet<string> Stacked = ["overlay", "aufs", "ecryptfs"];

    // The first that has what the upper layer of an overlay needs: RENAME_WHITEOUT, O_TMPFILE (OpenZFS 2.2.0's release notes).
    private static readonly Version ZfsWithOverlay = new(2, 2);

    private static readonly HashSet<string> MountsNone = ["apptainer", "lxc", "userns-remap"];

    public About About { get; } = new("storage.fs", "images and containers are kept on a filesystem that can hold them")
    {
        Reads = "the mounts of the engines' data roots in /proc/self/mountinfo; /sys/module/zfs/version",
        Why = "A network server enforces owners by itself and refuses to give files to subordinate ids: unpacking an image ends with 'lchown: operation not permitted'.",
        Risk = "moving needs the images to be pulled again",
        Sources =
        [
            "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://github.com/containers/podman/blob/main/rootless.md",
            "https://docs.kernel.org/filesystems/overlayfs.html", "https://github.com/openzfs/zfs/releases/tag/zfs-2.2.0",
        ],
    };

    public Finding Look(UserFacts user) => Verdicts.Of(user, root => root.Mount is { } mount ? Wrong(user, root, mount) : null, roots =>
        roots.All(root => root.Mount is null) ? Finding.Skip("mounts are not in this image") : Finding.Pass(string.Join(", ", roots.Select(root => root.Mount?.Type).OfType<string>().Distinct())));

    private static Finding? Wrong(UserFacts user, DataRoot root, Mount mount)
    {
        string where = $"{root.Path} is on {mount.Type}";
        Finding? wrong = mount.Type switch
        {
            var type when Network.Contains(type) => root.Engine == "podman" && user.HasMountProgram
                ? Finding.Warn($"{where}: Podman manages with fuse-overlayfs, and gives every file the mode 0700")
                : Finding.Fail($"{where}, whose server refuses files of subordinate ids"),
            var type when Foreign.Contains(type) => Finding.Fail($"{where}, which keeps no owners and links"),
            var type when Stacked.Contains(type) && MountsNone.Contains(root.Engine) => null,
            var type when Stacked.Contains(type) => user.HasMountProgram || root.Engine == "docker"
                ? Finding.Warn($"{where}, on which no overlay can be mounted: {(user.HasMountProgram ? "fuse-overlayfs" : "vfs")} does it, slowly")
                : Finding.Fail($"{where}, on which no overlay can be mounted"),
            "zfs" when !MountsNone.Contains(root.Engine) && ZfsVersion(user.Host) is { } version && version < ZfsWithOverlay =>
                Finding.Warn($"{where} {version}, on which no overlay can be mounted before {ZfsWithOverlay}: {(user.HasMountProgram ? "fuse-overlayfs does it, slowly" : "every container copies its image")}"),
            "tmpfs" or "ramfs" => Finding.Warn($"{where}: images use memory, and are gone after a reboot"),
            "autofs" => Finding.Warn($"{where}: what is mounted there is seen only when it is used"),
            _ => null,
        };
        return wrong?.Because(Verdicts.Line(mount)).Wanted("a local filesystem", mount.Type).With(mount.Type == "autofs" ? null : Move.Elsewhere(user, root.Engine));
    }

    private static Version? ZfsVersion(HostFacts host) => host.Word("/sys/module/zfs/version") is { } text ? KernelRelease.Leading(text) : null;
}
