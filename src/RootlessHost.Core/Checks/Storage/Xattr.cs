using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>The filesystem of images and containers keeps extended attributes of users and the kinds of its entries, which overlay needs.</summary>
internal sealed class Xattr : IUserCheck
{
    public About About { get; } = new("storage.xattr", "the filesystem of images and containers keeps extended attributes")
    {
        Reads = "type and options of the mounts of the engines' data roots in /proc/self/mountinfo, the kernel's release; on XFS, ext2 and ext3 the kind (d_type) of an entry there",
        Why = "Overlay in a user namespace marks what is deleted and renamed with user.overlay.* attributes. Without them engines copy whole images (vfs) or need fuse-overlayfs. "
            + "Nor does overlay work on an XFS made with ftype=0, as CentOS 7 and RHEL 7 once did: its folders do not keep the kinds of their entries.",
        Sources = ["xattr(7)", "https://docs.kernel.org/filesystems/overlayfs.html", "readdir(3)", "https://docs.docker.com/engine/storage/drivers/overlayfs-driver/"],
    };

    public Finding Look(UserFacts user) => Verdicts.Of(user, root => root.Mount is { } mount ? Wrong(user, root, mount) : null, roots =>
        roots.All(root => root.Mount is null) ? Finding.Skip("mounts are not in this image") : Finding.Pass(string.Join(", ", roots.Select(root => root.Mount?.Type).OfType<string>().Distinct())));

    // What storage.fs fails is not failed again.
    private static Finding? Wrong(UserFacts user, DataRoot root, Mount mount) => mount switch
    {
        _ when mount.Has("nouser_xattr") => Finding.Fail($"{root.Path} is on {mount.Point}, mounted nouser_xattr").Because(Verdicts.Line(mount)).Wanted("user_xattr", "nouser_xattr"),
        { Type: "tmpfs" } when !user.Host.KernelIsAtLeast(6, 6) => Finding.Fail($"{root.Path} is on tmpfs, which keeps attributes of users from kernel 6.6 on, and this is {user.Host.Kernel!.Text}")
            .Because(Verdicts.Line(mount)),
        { Type: "xfs" or "ext2" or "ext3" } when (user.Files.EntryKind(root.Existing) ?? user.Files.EntryKind(mount.Point)) == "unknown" =>
            Finding.Fail($"{root.Path} is on {mount.Point}, {(mount.Type == "xfs" ? "an XFS made with ftype=0" : $"{mount.Type} without filetype")}: its folders do not say of what kind an entry is")
                .Because(Verdicts.Line(mount)).Wanted("d_type", "none")
                .With(new Remedy(new ByHand($"make the filesystem of {mount.Point} anew (what mkfs makes today keeps the kinds), or keep images on another"))),
        _ => null,
    };
}
