using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The engines that are asked for are installed.</summary>
internal sealed class Present : IHostCheck
{
    public About About { get; } = new("engine.present", "the engines that are asked for are installed")
    {
        Reads = "the engines' programs in /usr/local/{sbin,bin}, /usr/{sbin,bin}, /sbin, /bin; ~/bin and ~/.local/bin of login users",
        Why = "Nothing starts without it. A rootless engine is installed beside a rootful one or in its place; it is the same program.",
        Sources = ["https://docs.docker.com/engine/security/rootless/", "https://podman.io/docs/installation", "https://rootlesscontaine.rs/"],
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => engine.Name switch
    {
        // usernetes needs no program but its engine's: everything else is in the node's image.
        "kubernetes" => host.ProgramAnywhere(["dockerd", "podman", "nerdctl", "kubelet"]) is { } below
            ? Finding.Pass(below)
            : Finding.Fail("no docker, podman or nerdctl is installed for kubernetes to run on").With(Packages.RemedyFor(host.Os, "podman")),
        "userns-remap" => Installed(host, "docker", "userns-remap", ["dockerd"]),
        var name => Installed(host, name, name, engine.Programs),
    });

    private static Finding Installed(HostFacts host, string package, string name, IReadOnlyList<string> programs) => host.ProgramAnywhere(programs) switch
    {
        null when name == package => Finding.Fail($"{name} is not installed").With(Packages.RemedyFor(host.Os, package)),
        null => Finding.Fail($"{package}, which {name} is a mode of, is not installed").With(Packages.RemedyFor(host.Os, package)),
        var path when host.VersionOf(programs[0]) is { } version => Finding.Pass($"{name} {version}"),
        var path => Finding.Pass(path),
    };
}
