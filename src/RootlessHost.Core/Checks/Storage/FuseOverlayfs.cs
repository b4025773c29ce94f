using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>fuse-overlayfs is there where it is needed.</summary>
internal sealed class FuseOverlayfs : IHostCheck
{
    private static readonly Version Oldest = new(0, 7);

    public About About { get; } = new("storage.fuse-overlayfs", "fuse-overlayfs is there where it is needed")
    {
        Reads = "fuse-overlayfs and its version",
        Why = "The unit of k3s says --snapshotter=fuse-overlayfs. Others need it where the kernel mounts no overlay for users.",
        Sources = ["https://github.com/containers/fuse-overlayfs", "https://github.com/containerd/fuse-overlayfs-snapshotter", "https://github.com/k3s-io/k3s/blob/master/k3s-rootless.service"],
    };

    public Finding Look(HostFacts host) => (host.FuseOverlayfs, host.VersionOf("fuse-overlayfs")) switch
    {
        ({ } path, { } version) when version < Oldest => Finding.Warn($"fuse-overlayfs {version}, {Oldest} or later wanted").Because(path).Wanted($"at least {Oldest}", $"{version}"),
        ({ } path, _) => Finding.Pass(path),
        _ when host.Engines.Any(engine => engine.Name == "k3s") => Finding.Fail("fuse-overlayfs is not installed, and the unit of k3s names it").For(["k3s"])
            .With(Packages.For(host.Os, "fuse-overlayfs") is { } package ? new Remedy(package) : null),
        _ when host.MountsOverlayForUsers == false => Finding.FollowsFrom("storage.overlay"),
        _ => Finding.Skip("not installed, and not needed: the kernel mounts overlay for users"),
    };
}
