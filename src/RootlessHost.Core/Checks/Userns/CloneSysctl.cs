using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The switch that some distributions add to their kernel lets users create user namespaces.</summary>
internal sealed class CloneSysctl : IHostCheck
{
    private const string Switch = "kernel.unprivileged_userns_clone";

    public About About { get; } = new("userns.clone-sysctl", "no switch of the distribution keeps user namespaces to root")
    {
        Reads = $"{Switch}, and the files that set it at boot",
        Why = "Debian's, Arch's and hardened kernels have this switch; Debian 10 and linux-hardened start with 0. Other kernels do not have it, and that is fine.",
        Risk = "at 1 every user reaches kernel code that only root could reach before, as in every kernel without the switch",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://rootlesscontaine.rs/getting-started/common/sysctl/"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Sysctl(Switch) switch
    {
        null => Finding.Pass("this kernel has no such switch"),
        "0" => Finding.Fail($"{Switch} is 0").Because(HostFacts.SysctlPath(Switch), "0").Wanted("1", "0").With(new Remedy(NextBoot.Set(host, Switch, "1"))),
        var value => NextBoot.Undoes(host, Switch, 1, 1) ?? Finding.Pass($"{Switch} is {value}"),
    };
}
