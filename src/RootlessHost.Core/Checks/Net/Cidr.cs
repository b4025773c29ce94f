using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The engine's inner networks hide none of the networks that the host reaches.</summary>
internal sealed class Cidr : IHostCheck
{
    private const uint Slirp = 0x0A000200;        // 10.0.2.0/24, of slirp4netns and of RootlessKit's default
    private const uint VirtualGateway = 0x0A000202; // 10.0.2.2
    private static readonly (uint Network, int Length)[] OfK3s = [(0x0A290000, 16), (0x0A2A0000, 16), (0x0A2B0000, 16)];

    public About About { get; } = new("net.cidr", "the engine's inner networks hide none that the host reaches")
    {
        Reads = "/proc/net/route",
        Why = "Containers reach 10.0.2.0/24 inside slirp4netns (k3s: 10.41.0.0/16 to 10.43.0.0/16), so machines of the same addresses outside cannot be reached from them.",
        Sources = ["https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md", "https://github.com/k3s-io/k3s/blob/master/pkg/rootless/rootless.go", "slirp4netns(1)"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Routes is null
        ? Finding.Skip("the routes are not in this image")
        : PerEngine.Ask(host, About.Id, engine => engine.Name switch
        {
            "docker" or "nerdctl" or "kubernetes" => Hidden(host, (Slirp, 24)) is { } route
                ? Finding.Fail($"the host's network {route} on {route.Interface} is hidden from containers by RootlessKit's 10.0.2.0/24").Because("/proc/net/route", $"{route.Interface} {route}")
                    .With(new Remedy(new ByHand("set DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--cidr=10.0.3.0/24 (nerdctl: CONTAINERD_ROOTLESS_ROOTLESSKIT_FLAGS) in the unit, or another free network")) { TakesEffect = TakesEffect.EngineRestart, Impact = Impact.User })
                : null,
            "podman" when host.VersionOf("podman") is { Major: < 5 } => Hidden(host, (Slirp, 24)) is { } route
                ? Finding.Fail($"the host's network {route} on {route.Interface} is hidden from containers by slirp4netns' 10.0.2.0/24").Because("/proc/net/route", $"{route.Interface} {route}")
                    .With(new Remedy(new ByHand("set network_cmd_options = [\"cidr=10.0.3.0/24\"] under [engine] in containers.conf, or another free network")) { Impact = Impact.User })
                : null,
            "k3s" => Hidden(host, OfK3s) is { } route
                ? Finding.Fail($"the host's network {route} on {route.Interface} is one of those that k3s uses inside").Because("/proc/net/route", $"{route.Interface} {route}")
                    .With(new Remedy(new ByHand("set K3S_ROOTLESS_CIDR, --cluster-cidr and --service-cidr to free networks")) { TakesEffect = TakesEffect.EngineRestart, Impact = Impact.User })
                : null,
            _ => null, // pasta takes the host's own addresses, dockerd as root looks for a free network itself, Apptainer has none
        } ?? Finding.Pass("the engine's inner networks are free"));

    // A wide route to everything private (10.0.0.0/8 of a company) is no neighbour, and k3s' own devices are no conflict.
    private static Ipv4Route? Hidden(HostFacts host, params (uint Network, int Length)[] inner)
    {
        foreach (Ipv4Route route in host.Routes!)
        {
            if (route.Length < 16 || route.Interface is "cni0" or "flannel.1" || !Array.Exists(inner, net => route.Overlaps(net.Network, net.Length))) continue;
            if (!IsVirtualMachines(host, route)) return route;
        }
        return null;
    }

    // qemu and VirtualBox give a guest the same 10.0.2.0/24, with nobody in it but the router: nothing is hidden.
    private static bool IsVirtualMachines(HostFacts host, Ipv4Route route) =>
        route.Overlaps(Slirp, 24) && route.Length >= 24 && host.Routes!.Any(other => other.Length == 0 && other.Gateway == VirtualGateway);
}
