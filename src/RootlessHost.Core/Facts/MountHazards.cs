using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>What may become of somebody who follows a path into a mount, by its filesystem's type.</summary>
public static class MountHazards
{
    // On a disk or in memory of this machine: the kernel answers by itself. Every other type (nfs, cifs, fuse, 9p, ceph, afs, autofs, …) asks somebody who may not.
    private static readonly HashSet<string> Local =
    [
        "bcachefs", "btrfs", "devtmpfs", "ecryptfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfsplus", "iso9660", "jfs", "nilfs2", "ntfs3", "overlay", "ramfs",
        "reiserfs", "rootfs", "squashfs", "tmpfs", "ubifs", "udf", "ufs", "vfat", "xfs", "zfs",
    ];

    private static readonly HashSet<string> OfKernel =
    [
        "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nfsd", "nsfs", "proc", "pstore", "resctrl",
        "rpc_pipefs", "securityfs", "selinuxfs", "smackfs", "sysfs", "tracefs",
    ];

    /// <summary>A server or another program answers there, or does not.</summary>
    public static bool MayNotAnswer(Mount mount) => !Local.Contains(mount.Type) && !OfKernel.Contains(mount.Type);

    /// <summary>For <see cref="Root.HazardsOf"/>.</summary>
    public static IEnumerable<(string Point, Hazard Hazard)> Of(MountTable table) =>
        table.Mounts.Select(mount => (mount.Point, new Hazard(mount.Type, OfKernel.Contains(mount.Type), MayNotAnswer(mount))));
}
