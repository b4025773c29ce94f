using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Cgroup;

/// <summary>Control groups are version 2 alone.</summary>
internal sealed class Version : IHostCheck
{
    private const string Switch = "systemd.unified_cgroup_hierarchy";

    private static readonly AddBootArgument Unified = new($"{Switch}=1");

    private static readonly Remedy LookAtBoot = new(new ByHand(
        $"find out what the kernel is booted with: when {Switch}=1 is not in /proc/cmdline, it is not GRUB's menu, as update-grub makes it, that boots this host", "cat /proc/cmdline"))
    {
        TakesEffect = TakesEffect.Reboot,
    };

    public About About { get; } = new("cgroup.version", "control groups are version 2 alone")
    {
        Reads = "the mounts at /sys/fs/cgroup in /proc/self/mountinfo",
        Why = "Only version 2 can be delegated to a user. On version 1 and on the hybrid of both rootless engines run without limits on memory, cpu and processes; "
            + "Podman 6, the kubelet (failCgroupV1) and k3s refuse to start.",
        Risk = "software that knows version 1 alone (old Java runtimes, old systemd in containers) stops seeing its limits",
        Sources = ["cgroups(7)", "https://rootlesscontaine.rs/getting-started/common/cgroup2/", "https://docs.k3s.io/advanced#running-rootless-servers-experimental"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.CgroupLayout switch
    {
        null => Finding.Skip("control groups are not in this image"),
        CgroupLayout.Unified => Finding.Pass("control groups are version 2"),
        CgroupLayout.Hybrid => NotUnified(host, "control groups are hybrid: the controllers are of version 1, which cannot be delegated", "hybrid"),
        CgroupLayout.Legacy => NotUnified(host, "control groups are version 1, which cannot be delegated", "version 1"),
        _ => Finding.Fail("no control groups are mounted at /sys/fs/cgroup").Wanted("version 2", "none").With(Unify(host)),
    };

    private static Finding NotUnified(HostFacts host, string reason, string actual)
    {
        Finding finding = !IsApplied(host) ? Finding.Fail(reason).With(Unify(host))
            : Unified.IsOfAnEarlierBoot(host) ? Finding.Fail($"control groups are {actual}: {AddBootArgument.File} asks for version 2, and the reboot since then did not bring it").With(LookAtBoot)
            : Finding.Fail($"control groups are {actual}, version 2 is applied: in force after a reboot").AwaitingReboot();
        return finding.Wanted("version 2", actual)
            .Because([.. host.Mounts?.At("/sys/fs/cgroup") is { } mount ? [new Evidence("/proc/self/mountinfo", mount.Line, $"{mount.Point} {mount.Type}")] : Array.Empty<Evidence>()]);
    }

    private static bool IsApplied(HostFacts host) => host.HasSystemd && Unified.IsWritten(host);

    private static Remedy Unify(HostFacts host) => host is { HasSystemd: false, IsPartial: false, Container: null, CgroupLayout: CgroupLayout.None } ? new Remedy(new MountCgroup2()) : new Remedy(host switch
    {
        { HasSystemd: false } => new ByHand("mount control groups of version 2 alone at /sys/fs/cgroup, at boot; for a container that is up to its host"),
        _ when host.Program("grubby") is not null => new ByHand($"add {Switch}=1 to the boot command line", $"grubby --update-kernel=ALL --args={Switch}=1"),
        _ when AddBootArgument.FitsOn(host) => Unified,
        _ => new ByHand($"add {Switch}=1 to the boot command line: at the end of GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then update-grub"),
    })
    {
        TakesEffect = TakesEffect.Reboot,
        Impact = Impact.WeakensHost, // what knows version 1 alone stops seeing its limits
    };
}
