using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The engine can be part of a Docker Swarm, where one is wanted.</summary>
internal sealed class Swarm : IHostCheck
{
    public About About { get; } = new("engine.swarm", "the engine can be part of a Docker Swarm, where one is wanted")
    {
        Reads = "the need swarm",
        Why = "Swarm's overlay networks are VXLAN devices in the host's own network namespace, which only root can make. docker swarm init may answer in a rootless daemon, and services then do not reach each other.",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/#known-limitations"],
    };

    public Finding Look(HostFacts host) => !host.Needs.Swarm
        ? Finding.Skip("swarm is not asked for")
        : PerEngine.Ask(host, About.Id, engine => engine is IForOneAccount
            ? Finding.Pass("its daemon is root, and Swarm works")
            : Finding.Fail("Swarm does not work without root: overlay networks need the host's network namespace").With(new Remedy(new ByHand(
                "use Kubernetes in a user namespace (kind, usernetes, k3s --rootless) for a cluster, docker compose for one host, or a rootful Docker with userns-remap for Swarm"))));
}
