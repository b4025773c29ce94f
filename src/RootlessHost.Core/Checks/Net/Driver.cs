using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>Each engine has the user-mode network stack that its version works with.</summary>
internal sealed class Driver : IHostCheck
{
    // dockerd-rootless.sh looks for --netns-type, which came with it.
    private static readonly Version OldestSlirp = new(0, 4, 0);

    // The first that RootlessKit's table of drivers calls usable; pasta is numbered by days.
    private static readonly Version OldestPasta = new(2023, 6, 25);

    // RootlessKit 3 carries gvisor-tap-vsock in itself.
    private static readonly Version WithOwnStack = new(3, 0);

    // Podman 4.4 is the first that knows pasta.
    private static readonly Version KnowsPasta = new(4, 4);

    public About About { get; } = new("net.driver", "each engine has a user-mode network stack that it works with")
    {
        Reads = "slirp4netns, pasta, vpnkit and rootlesskit in /usr and their versions; default_rootless_network_cmd in containers.conf; /proc/net/route",
        Why = "A user may not plug a container into the host's network, so a program carries its packets. Without one, Podman says 'could not find pasta' (or slirp4netns), and RootlessKit does not start. Pasta without a default route: 'Couldn't set IPv4 route(s) in guest', 'No routable interface for IPv4'.",
        Sources =
        [
            "https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md", "https://docs.docker.com/engine/security/rootless/",
            "https://github.com/containers/podman/blob/main/docs/tutorials/rootless_tutorial.md", "slirp4netns(1)", "pasta(1)",
            "https://github.com/podman-container-tools/podman/issues/21896", "https://github.com/podman-container-tools/podman/issues/24614",
        ],
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => Look(host, engine.Name));

    private static Finding? Look(HostFacts host, string engine) => engine switch
    {
        "docker" => Rootlesskit(host, "docker", takesPasta: true),
        "nerdctl" => Rootlesskit(host, "nerdctl", takesPasta: false),
        "buildkit" => Rootlesskit(host, "buildkit", takesPasta: true),
        "podman" => Podman(host),
        "kubernetes" => Kubernetes(host),
        "k3s" => Slirp(host) is { } slirp ? slirp : Finding.Fail("k3s starts slirp4netns and nothing else, and it is not installed").With(Packages.RemedyFor(host.Os, "slirp4netns")),
        _ => Finding.Pass($"{engine} uses the host's network"),
    };

    private static Finding? Slirp(HostFacts host) =>
        host.Program("slirp4netns") is null ? null
        : host.VersionOf("slirp4netns") is { } version && version < OldestSlirp ? Finding.Fail($"slirp4netns is {version}, older than {OldestSlirp}").With(Packages.RemedyFor(host.Os, "slirp4netns"))
        : Finding.Pass($"slirp4netns {host.VersionOf("slirp4netns")}".TrimEnd());

    private static Finding? Pasta(HostFacts host) =>
        host.Program("pasta") is null ? null
        : host.VersionOf("pasta") is { } day && day < OldestPasta ? Finding.Warn($"pasta is of {Day(day)}, older than {Day(OldestPasta)}")
        : Finding.Pass($"pasta {(host.VersionOf("pasta") is { } version ? Day(version) : "")}".TrimEnd());

    // It makes the container's network in the likeness of the interface that the default route is of. Without one it takes another or its own, and not every version can.
    private static Finding? Routed(HostFacts host) => Pasta(host) switch
    {
        { Status: Status.Pass, Reason: var pasta } when host.HasDefaultRoute == false => Finding.Warn($"{pasta}, and the host has no default route: pasta may not start").Because("/proc/net/route"),
        var answer => answer,
    };

    private static Finding Rootlesskit(HostFacts host, string engine, bool takesPasta)
    {
        if (Slirp(host) is { Status: Status.Pass } slirp) return slirp;
        if (takesPasta && Pasta(host) is { } pasta) return pasta;
        if (host.ProgramAnywhere("vpnkit") is not null) return Finding.Warn("only vpnkit, which is slow and has no IPv6").With(Packages.RemedyFor(host.Os, "slirp4netns"));
        return host.VersionOf("rootlesskit") switch
        {
            { } version when version >= WithOwnStack => Finding.Pass($"gvisor-tap-vsock, which RootlessKit {version} carries in itself"),
            null when host.ProgramAnywhere("rootlesskit") is null && engine != "buildkit" => Finding.FollowsFrom("engine.helpers"),
            null => Finding.Unknown($"neither slirp4netns nor pasta is installed, and RootlessKit does not tell whether it is {WithOwnStack} or newer, with a stack of its own"),
            { } version => (Slirp(host) ?? Finding.Fail(takesPasta
                ? $"neither slirp4netns nor pasta is installed, and RootlessKit {version} has no stack of its own"
                : $"slirp4netns is not installed, and RootlessKit {version} has no stack of its own")).With(Packages.RemedyFor(host.Os, "slirp4netns")),
        };
    }

    private static Finding Podman(HostFacts host)
    {
        if (host.Program("podman") is null) return Finding.FollowsFrom("engine.present");
        string? configured = host.ContainersConf["network", "default_rootless_network_cmd"];
        switch (host.VersionOf("podman"))
        {
            case { Major: >= 6 } version:
                return Routed(host) ?? Finding.Fail($"pasta is not installed, and Podman {version} takes nothing else").With(Packages.RemedyFor(host.Os, "passt"));
            case { Major: 5 } version when configured != "slirp4netns":
                return Routed(host) ?? Finding.Fail($"pasta is not installed, which Podman {version} uses").With(Packages.RemedyFor(host.Os, "passt"));
            case { Major: 5 } version:
                return Slirp(host) ?? Finding.Fail($"slirp4netns is not installed, which containers.conf tells Podman {version} to use").With(Packages.RemedyFor(host.Os, "slirp4netns"));
            case { } version when Slirp(host) is null && version < KnowsPasta:
                return Finding.Fail($"slirp4netns is not installed, and Podman {version} takes nothing else").With(Packages.RemedyFor(host.Os, "slirp4netns"));
            case { } version when Slirp(host) is null && Pasta(host) is not null && configured != "pasta":
                return Finding.Warn($"slirp4netns is not installed, which Podman {version} uses unless it is told to use pasta").With(Packages.RemedyFor(host.Os, "slirp4netns"));
            case var version:
                return Slirp(host) ?? Pasta(host) ?? Finding.Fail($"neither slirp4netns nor pasta is installed{(version is null ? "" : $", and Podman {version} needs one")}")
                    .With(Packages.RemedyFor(host.Os, "slirp4netns"));
        }
    }

    // The node is a container of the engine below.
    private static Finding Kubernetes(HostFacts host) =>
        host.ProgramAnywhere("dockerd") is not null ? Rootlesskit(host, "docker", takesPasta: true)
        : host.Program("podman") is not null ? Podman(host)
        : host.ProgramAnywhere("nerdctl") is not null ? Rootlesskit(host, "nerdctl", takesPasta: false)
        : Finding.FollowsFrom("engine.present");

    private static string Day(Version version) => $"{version.Major:0000}_{version.Minor:00}_{version.Build:00}";
}
