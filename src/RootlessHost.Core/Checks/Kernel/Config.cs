using RootlessHost.Facts;

namespace RootlessHost.Checks.Kernel;

/// <summary>The kernel is built with namespaces, seccomp and what else containers are made of.</summary>
internal sealed class Config : IHostCheck
{
    // As /proc/self/ns calls them. The time namespace is nobody's need.
    private static readonly (string Link, string Option)[] Namespaces =
        [("user", "CONFIG_USER_NS"), ("pid", "CONFIG_PID_NS"), ("net", "CONFIG_NET_NS"), ("uts", "CONFIG_UTS_NS"), ("ipc", "CONFIG_IPC_NS")];

    public About About { get; } = new("kernel.config", "the kernel is built with namespaces, seccomp and what else containers are made of")
    {
        Reads = "/proc/self/ns, /proc/filesystems, /proc/config.gz, /boot/config-RELEASE, /usr/lib/modules/RELEASE/config",
        Why = "What the kernel was built without cannot be configured. What it shows of itself decides; its configuration is asked about the rest, where one is found.",
        Sources = ["namespaces(7)", "https://github.com/moby/moby/blob/master/contrib/check-config.sh", "https://github.com/lxc/lxc/blob/main/src/lxc/cmd/lxc-checkconfig.in"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        KernelConfig? config = host.KernelConfig;
        if (host.Namespaces is null && config is null) return host.IsPartial ? Finding.Skip("what the kernel was built with is not in this image") : Finding.Pass("nothing here tells what the kernel was built with, and nothing speaks against it");
        string[] missing = [.. Namespaces.Where(one => host.Namespaces is { } own ? !own.Contains(one.Link) : config![one.Option] is null).Select(one => one.Option)];
        Evidence from = host.Namespaces is null ? new Evidence(config!.Source) : new Evidence("/proc/self/ns", Text: string.Join(' ', host.Namespaces));
        if (missing.Length > 0) return Finding.Fail($"this kernel is built without {string.Join(", ", missing)}").Because(from).Wanted("y", "not set");
        if (config is null) return Finding.Pass("every namespace is there");
        if (config["CONFIG_POSIX_MQUEUE"] is null && !host.KnowsFileSystem("mqueue")) return Without(config, "CONFIG_POSIX_MQUEUE", "no container can mount /dev/mqueue");
        if (config["CONFIG_SECCOMP_FILTER"] is null) return Without(config, "CONFIG_SECCOMP_FILTER", "containers run without their system call filter");
        if (config["CONFIG_CFS_BANDWIDTH"] is null && host.Needs.Limits.Contains("cpu")) return Without(config, "CONFIG_CFS_BANDWIDTH", "limits on cpu time do nothing");
        return Finding.Pass($"all that containers are made of, as {config.Source} has it");
    }

    private static Finding Without(KernelConfig config, string option, string why) =>
        Finding.Warn($"this kernel is built without {option}: {why}").Because(config.Source, $"# {option} is not set").Wanted("y", "not set");
}
