using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The program is installed that the engine writes its packet rules with.</summary>
internal sealed class Iptables : IHostCheck
{
    public About About { get; } = new("net.iptables", "the program is installed that the engine writes its packet rules with")
    {
        Reads = "iptables and nft in /usr/sbin and its like; iptables and firewall-backend in /etc/docker/daemon.json",
        Why = "dockerd and nerdctl make a bridge in their network namespace and masquerade behind it. dockerd-rootless-setuptool.sh stops without it: 'Missing system requirements: iptables'.",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://docs.docker.com/engine/network/firewall-nftables/", "iptables(8)"],
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => Look(host, engine.Name));

    private static Finding? Look(HostFacts host, string engine) => (engine, host.Program("iptables")) switch
    {
        ("k3s", null) => Finding.Pass("k3s brings its own"),
        ("podman" or "lxc", null) when host.Program("nft") is { } nft => Finding.Pass(nft),

        // kind and usernetes run it inside the node, from the node's image; what is below the node is judged by itself.
        ("kubernetes", null) when host.ProgramAnywhere("dockerd") is null => Finding.Pass("the node's image brings its own"),
        ("userns-remap", null) when host.DockerConfig["firewall-backend"] == "nftables" => host.Program("nft") is { } nft
            ? Finding.Pass($"{nft}, which firewall-backend asks for")
            : Finding.Fail("nft is not installed, which firewall-backend in /etc/docker/daemon.json asks for").With(Packages.RemedyFor(host.Os, "nftables")),
        ("userns-remap", null) when host.DockerConfig["iptables"] == "false" => Finding.Pass("/etc/docker/daemon.json says iptables: false"),
        (_, null) when host.ProgramAnywhere(AllEngines.Find(engine)!.Programs) is null && engine != "kubernetes" => Finding.FollowsFrom("engine.present"),
        (_, null) => Finding.Fail("iptables is not installed").With(Packages.RemedyFor(host.Os, "iptables")),
        (_, var path) => Finding.Pass($"{path}, {host.NetfilterFlavour switch { NetfilterFlavour.Nft => "of the nft kind", NetfilterFlavour.Legacy => "of the legacy kind", _ => "of a kind that its name does not tell" }}"),
    };
}
