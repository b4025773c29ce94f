using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>A user can mount layers of images over each other, through the kernel or through FUSE.</summary>
internal sealed class Overlay : IHostCheck
{
    private const string Permit = "/sys/module/overlay/parameters/permit_mounts_in_userns";

    public About About { get; } = new("storage.overlay", "a user can mount the layers of images over each other")
    {
        Reads = "the kernel's release, its module overlay, fuse-overlayfs, /dev/fuse",
        Why = "From 5.11 on the kernel lets user namespaces mount overlay (Ubuntu's always did, RHEL's from 8.5). Before, fuse-overlayfs does it from 4.18 on; without either every "
            + "container is a whole copy of its image (vfs): slow, and large.",
        Sources =
        [
            "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://github.com/containerd/nerdctl/blob/main/docs/rootless.md",
            "https://github.com/moby/moby/issues/42302",
        ],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        if (host.Kernel is not { } kernel) return Finding.Skip("no kernel is in this image");
        ModuleState module = host.Module("overlay");
        if (host.WhyNoOverlay is not { } why) return Finding.Pass($"kernel {kernel.Text} mounts overlay for users");
        return host switch
        {
            { FuseOverlayfs: { } fuse } when kernel.IsAtLeast(4, 18) && HasFuse(host) => Finding.Pass($"{why}, {fuse} does"),
            _ when !module.IsOutOfReach && host.Word(Permit) == "Y" => Finding.Warn($"{why} but by Debian's option permit_mounts_in_userns, which is unsafe before 5.11")
                .Because(Permit, "Y").With(Install(host)),
            _ => Finding.Warn($"{why}{(host.FuseOverlayfs is null ? ", and fuse-overlayfs is not installed" : kernel.IsAtLeast(4, 18) ? ", and there is no /dev/fuse for fuse-overlayfs" : "")}: every container copies its image")
                .Because(module.IsOutOfReach ? new Evidence(module.Source, module.Line, module.IsBlacklisted ? module.Reason : null) : new Evidence(HostFacts.SysctlPath("kernel.osrelease"), Text: kernel.Text))
                .Wanted("5.11, or fuse-overlayfs", kernel.Text)
                .With(module.IsBlacklisted && host.MountsOverlayForUsers == true ? Loading.Of(module)
                    : kernel.IsAtLeast(4, 18) && host.FuseOverlayfs is null ? Install(host) : null),
        };
    }

    private static bool HasFuse(HostFacts host) => host.IsPartial || host.Root.Stat("/dev/fuse") is not null;

    private static Remedy? Install(HostFacts host) =>
        Packages.For(host.Os, "fuse-overlayfs") is { } package ? new Remedy(package) { TakesEffect = TakesEffect.EngineRestart } : null;
}
