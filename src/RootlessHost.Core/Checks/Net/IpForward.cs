using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The host forwards IPv4 packets, where an engine insists on it.</summary>
internal sealed class IpForward : IHostCheck
{
    private const string Key = "net.ipv4.ip_forward";

    public About About { get; } = new("net.ip-forward", "the host forwards IPv4 packets, where an engine insists on it")
    {
        Reads = $"{Key}; ip-forward in /etc/docker/daemon.json",
        Why = "k3s --rootless stops unless the host forwards, though it uses a network of its own. The others set it in their own network namespace, where they may; a rootful dockerd sets the host's.",
        Risk = "the host becomes a router between its networks; CIS benchmarks want 0",
        Sources = ["https://github.com/k3s-io/k3s/blob/master/pkg/rootless/rootless.go", "https://github.com/k3s-io/k3s/issues/2420", "https://docs.kernel.org/networking/ip-sysctl.html"],
        Running = true,
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => (engine.Name, host.Sysctl(Key)) switch
    {
        (_, null) when host.IsPartial => Finding.Skip($"{Key} is not in this image"),
        ("k3s", "1") => Finding.Pass($"{Key} is 1"),
        ("k3s", var value) => Finding.Fail($"{Key} is {value ?? "not there"}, and k3s --rootless insists on 1")
            .Because(HostFacts.SysctlPath(Key), value).Wanted("1", value ?? "").With(new Remedy(new SetSysctl(Key, "1")) { Impact = Impact.WeakensHost }),
        ("userns-remap", "0") when host.DockerConfig["ip-forward"] == "false" => Finding.Fail($"{Key} is 0, and ip-forward: false keeps dockerd from setting it")
            .Because("/etc/docker/daemon.json", "\"ip-forward\": false").Wanted("1", "0").With(new Remedy(new SetSysctl(Key, "1")) { Impact = Impact.WeakensHost }),
        ("userns-remap", "0") => Finding.Pass($"{Key} is 0; dockerd sets it"),
        (_, var value) => Finding.Pass($"{Key} is {value} on the host; {engine.Name} has a network of its own"),
    });
}
