using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>New interfaces accept packets whose answer would leave by another way.</summary>
internal sealed class RpFilter : IHostCheck
{
    private const string Key = "net.ipv4.conf.default.rp_filter";

    public About About { get; } = new("net.rp-filter", "new interfaces do not drop what a cluster's other nodes send")
    {
        Reads = Key,
        Why = "A new network namespace takes the host's default. At 1 the kernel drops packets of VXLAN tunnels between usernetes' nodes, silently. kind and minikube, whose nodes share one host, have no such tunnels.",
        Risk = "2 checks less strictly that a sender's address is plausible, on interfaces made from then on",
        Sources = ["https://github.com/rootless-containers/usernetes", "https://docs.kernel.org/networking/ip-sysctl.html"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Sysctl(Key) switch
    {
        null when host.IsPartial => Finding.Skip($"{Key} is not in this image"),
        "1" when host.Program("kind", "minikube") is not null => Finding.Pass($"{Key} is 1, which matters between hosts only"),
        "1" => Finding.Fail($"{Key} is 1, which drops what other nodes send").Because(HostFacts.SysctlPath(Key), "1").Wanted("0 or 2", "1")
            .With(new Remedy(new SetSysctl(Key, "2")) { Impact = Impact.WeakensHost }),
        var value => Finding.Pass($"{Key} is {value}"),
    };
}
