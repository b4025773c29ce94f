using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Cgroup;

/// <summary>The kernel offers the controllers that limits are made of.</summary>
internal sealed class Root : IHostCheck
{
    private const Controllers Usual = Controllers.Cpu | Controllers.Memory | Controllers.Pids;

    public About About { get; } = new("cgroup.root", "the kernel offers the controllers that limits are made of")
    {
        Reads = "/sys/fs/cgroup/cgroup.controllers, /proc/cmdline; for Podman pids_limit and cgroup_manager in containers.conf",
        Why = "What the root of the hierarchy does not have, systemd cannot delegate to anybody: containers start, and their limits do nothing. Podman limits processes unasked, and without pids starts none.",
        Sources = ["cgroups(7)", "https://github.com/moby/moby/blob/master/contrib/check-config.sh", "https://docs.k3s.io/installation/requirements"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        Controllers wanted = Usual | ControllerWords.Parse(host.Needs.Limits);
        return (host.CgroupLayout, host.RootControllers) switch
        {
            (CgroupLayout.Hybrid or CgroupLayout.Legacy or CgroupLayout.None, _) => Finding.FollowsFrom("cgroup.version"),
            (_, null) => Finding.Skip("control groups are not in this image"),
            (_, { } has) when (wanted & ~has) == Controllers.None => Finding.Pass($"{(has & wanted).Text()} are there"),
            (_, { } has) => Missing(host, wanted, has),
        };
    }

    private static Finding Missing(HostFacts host, Controllers wanted, Controllers has)
    {
        Controllers missing = wanted & ~has;
        KernelArgument? off = host.KernelArguments.LastOrDefault(argument => argument.Key == "cgroup_disable" && Overlaps(argument, missing));
        string why = off is null ? "" : $": {off.Key}={off.Value} on the boot command line";
        return Finding.Fail($"the kernel offers no {missing.Text()} controller{why}")
            .Because($"{host.CgroupMount}/cgroup.controllers", has.Text())
            .Because([.. off is null ? Array.Empty<Evidence>() : [new Evidence("/proc/cmdline", Text: $"{off.Key}={off.Value}")]])
            .Wanted(wanted.Text(), has.Text())
            .With(Enable(host, missing, off));
    }

    private static Remedy? Enable(HostFacts host, Controllers missing, KernelArgument? off) => (off, host.IsRaspberryPi) switch
    {
        (not null, true) when missing == Controllers.Memory => new(new ByHand(
            "add cgroup_enable=memory to the one line of the firmware's cmdline.txt",
            $"sed -i '1s/$/ cgroup_enable=memory/' {host.FirmwareCommandLine}"))
        {
            TakesEffect = TakesEffect.Reboot,
        },
        (not null, _) => new(new ByHand($"take {off.Key}={off.Value} from the boot command line")) { TakesEffect = TakesEffect.Reboot },
        _ => null,
    };

    private static bool Overlaps(KernelArgument argument, Controllers missing) =>
        (ControllerWords.Parse((argument.Value ?? "").Split(',')) & missing) != Controllers.None;
}
