using RootlessHost.Facts;

namespace RootlessHost.Checks.Sec;

/// <summary>Users may read the kernel's log, in which kind's nodes watch for processes killed for lack of memory.</summary>
internal sealed class Dmesg : IHostCheck
{
    private const string Switch = "kernel.dmesg_restrict";

    public About About { get; } = new("sec.dmesg", "users may read the kernel's log, where kubelet looks for processes killed for lack of memory")
    {
        Reads = Switch,
        Why = "Without it kubelet does not see which container was killed for lack of memory. In a user namespace it goes on all the same.",
        Risk = "the kernel's log tells every user addresses and devices",
        Sources = ["https://kind.sigs.k8s.io/docs/user/rootless/", "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-in-userns/"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Sysctl(Switch) switch
    {
        null when host.IsPartial => Finding.Skip($"{Switch} is not in this image"),
        null or "0" => Finding.Pass("users may read it"),
        var value => Finding.Skip($"{Switch} is {value}, as most distributions have it; kubelet goes on without"),
    };
}
