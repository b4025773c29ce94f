using RootlessHost.Facts;

namespace RootlessHost.Checks.Net;

/// <summary>The host has IPv6, which containers may be given.</summary>
internal sealed class Ipv6 : IHostCheck
{
    private const string Key = "net.ipv6.conf.all.disable_ipv6";

    public About About { get; } = new("net.ipv6", "the host has IPv6, which containers may be given")
    {
        Reads = Key,
        Why = "Without it containers have IPv4 only. Where it is there, Docker, nerdctl and k3s still want to be told (CONTAINERD_ROOTLESS_ROOTLESSKIT_IPV6, K3S_ROOTLESS_ENABLE_IPV6); vpnkit and gvisor-tap-vsock have none.",
        Sources = ["https://github.com/containerd/nerdctl/blob/main/docs/rootless.md", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Sysctl(Key) switch
    {
        null when host.IsPartial => Finding.Skip($"{Key} is not in this image"),
        null => Finding.Fail("this kernel has no IPv6: containers get IPv4 only"),
        "1" => Finding.Fail($"{Key} is 1: containers get IPv4 only").Because(HostFacts.SysctlPath(Key), "1"),
        _ => Finding.Pass("IPv6 is on"),
    };
}
