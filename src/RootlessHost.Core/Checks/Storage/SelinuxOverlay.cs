using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>SELinux lets overlays of users carry their labels.</summary>
internal sealed class SelinuxOverlay : IUserCheck
{
    // From here on a new Docker keeps images with containerd, whose snapshotter has not overlay2's objection.
    private static readonly Version UsesContainerd = new(29, 0);

    public About About { get; } = new("storage.selinux-overlay", "SELinux lets overlays of users carry their labels")
    {
        Reads = "/sys/fs/selinux/enforce, the kernel's release, fuse-overlayfs, Docker's version and daemon.json",
        Why = "Between 5.11 and 5.13 the kernel mounts overlay for users but not with SELinux's labels: files in containers cannot be written. Docker's overlay2 driver refuses "
            + "SELinux in rootless mode on any kernel, and copies whole images (vfs) when there is no fuse-overlayfs.",
        Sources = ["https://github.com/containerd/nerdctl/blob/main/docs/rootless.md", "https://github.com/moby/moby/issues/42333", "https://github.com/moby/moby/pull/50584"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user.Host switch
    {
        { IsSelinuxOn: false } => Finding.Skip("SELinux is off"),
        { Kernel: null } => Finding.Skip("no kernel is in this image"),
        { FuseOverlayfs: not null } => Finding.Pass("fuse-overlayfs is there for it"),
        { MountsOverlayForUsers: false } => Finding.FollowsFrom("storage.overlay"),
        { LabelsOverlayForUsers: false } host => Finding.Fail($"kernel {host.Kernel!.Text} cannot label overlays of users for SELinux, 5.13 can")
            .Because("/sys/fs/selinux/enforce").Because(HostFacts.SysctlPath("kernel.osrelease"), host.Kernel.Text)
            .Wanted("5.13, or fuse-overlayfs", host.Kernel.Text).With(Install(host)),
        var host when NeedsFuse(user) => Finding.Warn($"Docker {host.VersionOf("dockerd")}'s overlay2 refuses SELinux, and fuse-overlayfs is not installed: every container copies its image")
            .For(["docker"]).Because("/sys/fs/selinux/enforce").With(Install(host)),
        var host => Finding.Pass($"kernel {host.Kernel!.Text} labels overlays of users"),
    };

    private static bool NeedsFuse(UserFacts user) => user.Engines.Any(engine => engine.Name == "docker") && user.Host.VersionOf("dockerd") < UsesContainerd
        && user.DockerConfig["features"]?.Replace(" ", "", StringComparison.Ordinal).Contains("\"containerd-snapshotter\":true", StringComparison.Ordinal) != true;

    private static Remedy? Install(HostFacts host) =>
        Packages.For(host.Os, "fuse-overlayfs") is { } package ? new Remedy(package) { TakesEffect = TakesEffect.EngineRestart } : null;
}
