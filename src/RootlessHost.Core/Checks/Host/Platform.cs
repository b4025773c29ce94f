using RootlessHost.Facts;

namespace RootlessHost.Checks.Host;

/// <summary>The distribution and the machine are ones that the engines support.</summary>
internal sealed class Platform : IHostCheck
{
    private static readonly string[] Kubernetes = ["kubernetes"];

    public About About { get; } = new("host.platform", "the distribution and the machine are ones that the engines support")
    {
        Reads = "/etc/os-release, kernel.arch, kernel.ostype",
        Why = "Kubernetes in a user namespace is tested from Ubuntu 22.04 and Enterprise Linux 9 on; what is older lacks the control groups it needs.",
        Sources = ["os-release(5)", "https://github.com/rootless-containers/usernetes"],
    };

    public Finding Look(HostFacts host) => (host.Os, Kernel: host.Sysctl("kernel.ostype")) switch
    {
        (_, Kernel: { } kernel) when kernel != "Linux" => Finding.Fail($"the kernel is {kernel}, not Linux").Because(HostFacts.SysctlPath("kernel.ostype"), kernel),
        ({ Id: "ubuntu", Major: < 22 }, _) => Old(host, "Ubuntu 22.04"),
        ({ Id: "rhel" or "centos" or "rocky" or "almalinux" or "ol", Major: < 9 }, _) => Old(host, "Enterprise Linux 9"),
        _ => Finding.Pass(Name(host)),
    };

    private static Finding Old(HostFacts host, string floor) => host.Engines.Any(engine => engine.Name == Kubernetes[0])
        ? Finding.Warn($"{Name(host)} is older than {floor}, from which on kubernetes is tested").Because("/etc/os-release", host.Os.PrettyName).For(Kubernetes)
        : Finding.Pass(Name(host));

    private static string Name(HostFacts host) => (host.Os.PrettyName ?? host.Os.Id) + (host.Architecture is { } machine ? $" on {machine}" : "");
}
