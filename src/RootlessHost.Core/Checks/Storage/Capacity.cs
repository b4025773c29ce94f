using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Checks.Storage;

/// <summary>There is space for images and containers.</summary>
internal sealed class Capacity : IUserCheck
{
    private const long Gibibyte = 1L << 30;

    // Below it an ordinary image does not fit, packed and unpacked.
    private const long Little = Gibibyte;

    // Not even an engine's own records fit: 'database or disk is full'.
    private const long None = 1L << 20;

    public About About { get; } = new("storage.capacity", "there is space for images and containers")
    {
        Reads = "statfs(2) of the mounts of the engines' data roots",
        Why = "Images are kept unpacked, layer by layer: a few use gigabytes and some hundred thousand inodes.",
        Sources = ["statfs(2)"],
    };

    public Finding Look(UserFacts user) => Verdicts.Of(user, root => Space(user, root) is { } space ? Wrong(root, space) : null, roots =>
        roots.Select(root => Space(user, root)).OfType<FileSystemStatus>().FirstOrDefault() is { } space
            ? Finding.Pass($"{Text(space.Available)} free")
            : Finding.Skip("an image tells nothing of its disk"));

    // By the mount, so that the thousand homes of one disk are asked about once.
    private static FileSystemStatus? Space(UserFacts user, DataRoot root) =>
        root.Mount is not { Type: not ("nfs" or "nfs4" or "cifs" or "autofs") } mount ? null
        : MountHazards.MayNotAnswer(mount) ? user.Files.FileSystem(mount.Point) : user.Host.Root.FileSystem(mount.Point);

    private static Finding? Wrong(DataRoot root, FileSystemStatus space) => space switch
    {
        { Available: < None, Size: > 0 } => Finding.Fail($"nothing is free for {root.Path}: no container starts").Because(root.Mount!.Point).Wanted($"at least {Text(Little)}", Text(space.Available)),
        { Inodes: > 0, FreeInodes: 0 } => Finding.Fail($"no inode is free for {root.Path}: no container starts").Because(root.Mount!.Point).Wanted($"at least {space.Inodes / 20}", "0"),
        { Available: < Little, Size: > 0 } => Finding.Warn($"{Text(space.Available)} free for {root.Path}, {Text(Little)} wanted")
            .Because(root.Mount!.Point).Wanted($"at least {Text(Little)}", Text(space.Available)),
        // Filesystems that make inodes as they need them count none.
        { Inodes: > 0 } when space.FreeInodes < space.Inodes / 20 => Finding.Warn($"{space.FreeInodes} of {space.Inodes} inodes free for {root.Path}, a twentieth wanted")
            .Because(root.Mount!.Point).Wanted($"at least {space.Inodes / 20}", $"{space.FreeInodes}"),
        _ => null,
    };

    private static string Text(long bytes) => bytes >= Gibibyte ? $"{bytes / Gibibyte} GiB" : $"{bytes >> 20} MiB";
}
