using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Kernel;

/// <summary>The boot command line turns nothing off that containers need.</summary>
internal sealed class Cmdline : IHostCheck
{
    private static readonly string[] Limiters = ["memory", "pids", "cpu", "cpuset"];

    public About About { get; } = new("kernel.cmdline", "the boot command line turns nothing off that containers need")
    {
        Reads = "/proc/cmdline",
        Why = "What is turned off at boot stays off until the next one: control group controllers (the firmware of a Raspberry Pi does that to memory), or on Enterprise Linux 7 user namespaces altogether.",
        Sources = ["kernel-command-line(7)", "https://rootlesscontaine.rs/getting-started/common/cgroup2/", "https://github.com/k3s-io/k3s/blob/master/contrib/util/check-config.sh"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        if (host.KernelArguments.Count == 0) return host.IsPartial ? Finding.Skip("/proc/cmdline is not in this image") : Finding.Pass("empty");
        if (host.KernelArguments.LastOrDefault(argument => argument.Key == "user_namespace.enable") is { Value: "0" } off)
        {
            return Off(off, "users may create no user namespaces");
        }
        // The last word on a controller counts, and what the hierarchy offers counts more.
        foreach (string controller in Limiters)
        {
            if (host.KernelArguments.LastOrDefault(argument => argument.Key is "cgroup_disable" or "cgroup_enable" && argument.Value?.Split(',').Contains(controller) == true) is not { Key: "cgroup_disable" } disabled) continue;
            bool? isThere = host.Word($"{host.CgroupMount}/cgroup.controllers")?.Split(' ').Contains(controller);
            // On the unified hierarchy cgroup.root reports it; on the old ones, which that leaves alone, this is the place.
            if (isThere == false && host.Mounts?.At("/sys/fs/cgroup") is not { Type: "tmpfs" }) return Finding.FollowsFrom("cgroup.root");
            if (isThere != true) return Off(disabled, $"no container can be limited in {controller}");
        }
        return Finding.Pass("turns nothing off");
    }

    private static Finding Off(KernelArgument argument, string what) => Finding.Fail($"{argument.Text} on the boot command line: {what}")
        .Because("/proc/cmdline", argument.Text)
        .With(new Remedy(new ByHand($"take {argument.Text} from the boot command line")) { TakesEffect = TakesEffect.Reboot });
}
