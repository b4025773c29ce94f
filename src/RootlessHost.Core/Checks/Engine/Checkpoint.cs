using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The engine can save a running container and restore it, where that is wanted.</summary>
internal sealed class Checkpoint : IHostCheck
{
    public About About { get; } = new("engine.checkpoint", "the engine can save a running container and restore it, where that is wanted")
    {
        Reads = "the need checkpoint",
        Why = "CRIU reads and rebuilds processes with capabilities that a user does not have: 'checkpointing a container requires root'.",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/#known-limitations", "https://github.com/containers/podman/blob/main/rootless.md", "podman-container-checkpoint(1)"],
    };

    public Finding Look(HostFacts host) => !host.Needs.Checkpoint
        ? Finding.Skip("checkpoint is not asked for")
        : PerEngine.Ask(host, About.Id, engine => engine is IForOneAccount
            ? Finding.Pass("its daemon is root, and runs CRIU (an experiment of Docker's)")
            : Finding.Fail("containers are not saved and restored without root: CRIU needs it").With(new Remedy(new ByHand(
                "keep what must survive in a volume and start anew, or run this container with a rootful engine (podman as root)"))));
}
