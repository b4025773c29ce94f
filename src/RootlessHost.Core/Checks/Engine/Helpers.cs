using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The programs are installed that the engine calls.</summary>
internal sealed class Helpers : IHostCheck
{
    // Runtimes that run containers for Podman without more ado (containers.conf(5), [engine.runtimes]).
    private static readonly string[] Runtimes = ["crun", "runc", "crun-vm", "kata-runtime", "krun", "youki"];

    // Where Podman looks for conmon besides PATH (containers-common, pkg/config/default.go).
    private static readonly string[] ConmonFolders = ["/usr/libexec/podman", "/usr/local/libexec/podman", "/usr/local/lib/podman", "/usr/lib/podman"];

    public About About { get; } = new("engine.helpers", "the programs are installed that the engine calls")
    {
        Reads = "rootlesskit, sysctl, containerd and its shim, conmon, crun and runc where programs are",
        Why = "Minimal images leave some out. dockerd-rootless.sh ends at 'sysctl: not found'; dockerd starts containerd and wants runc, whatever runs the containers: 'failed to find runc binary'; Podman says 'could not find a working conmon binary'.",
        Sources = ["https://github.com/moby/moby/blob/master/contrib/dockerd-rootless.sh", "https://github.com/moby/moby/issues/42146", "https://github.com/containerd/nerdctl/blob/main/docs/rootless.md", "containers.conf(5)"],
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => engine.Name switch
    {
        "docker" or "nerdctl" or "buildkit" or "podman" when host.ProgramAnywhere(engine.Programs) is null => Finding.FollowsFrom("engine.present"),
        "docker" => Missing(host, "docker", "rootlesskit", "sysctl", "containerd", "containerd-shim-runc-v2", "runc"),
        "nerdctl" => Missing(host, "nerdctl", "rootlesskit", "containerd", "containerd-shim-runc-v2", "runc"),
        "buildkit" => Missing(host, "buildkit", host.ProgramAnywhere(["runc", "crun", "buildkit-runc"]) is null ? ["rootlesskit", "crun"] : ["rootlesskit"]),
        "podman" => Podman(host),
        var name => Finding.Pass($"{name} brings what it calls, or its own check looks for it"),
    });

    private static Finding Missing(HostFacts host, string engine, params string[] programs)
    {
        string[] missing = [.. programs.Where(program => host.ProgramAnywhere(program) is null)];
        return missing.Length == 0
            ? Finding.Pass(string.Join(", ", programs))
            : Finding.Fail($"{(missing.Length > 1 ? string.Join(", ", missing[..^1]) + " and " : "")}{missing[^1]} not installed, which {engine} calls").With(Packages.RemedyFor(host.Os, [.. missing.Select(Package).Distinct()]));
    }

    private static Finding Podman(HostFacts host)
    {
        bool hasConmon = host.Program("conmon", "conmonrs") is not null || Array.Exists(ConmonFolders, folder => host.Root.Stat($"{folder}/conmon") is { Kind: FileKind.Regular });
        string[] missing =
        [
            .. hasConmon ? [] : (string[])["conmon"],
            .. host.Program(Runtimes) is null && host.ContainersConf["engine", "runtime"] is null ? ["crun"] : Array.Empty<string>(),
        ];
        return missing.Length == 0 ? Finding.Pass($"conmon and {host.Program(Runtimes) ?? "the runtime that containers.conf names"}") : Missing(host, "podman", missing);
    }

    private static string Package(string program) => program switch
    {
        "sysctl" => "procps",
        "containerd-shim-runc-v2" => "containerd",
        _ => program,
    };
}
