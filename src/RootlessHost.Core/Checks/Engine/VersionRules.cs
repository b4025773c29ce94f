using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>The installed versions can do what rootless containers need of them. The rules are in the engines' own files.</summary>
internal sealed class VersionRules : IHostCheck
{
    public About About { get; } = new("engine.version-rules", "the installed versions can do what is needed of them")
    {
        Reads = "dpkg's, apk's or pacman's list of packages; else --version of dockerd, podman, nerdctl, containerd, kubelet, lxc-start",
        Why = "Rootless modes are young: old versions lack cgroup v2, new ones drop what old hosts rely on.",
        Sources = ["https://docs.docker.com/engine/release-notes/", "https://github.com/containers/podman/releases", "https://kind.sigs.k8s.io/docs/user/rootless/"],
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine =>
    {
        VersionRule[] broken = [.. engine.BrokenRules(host)];
        return broken.Length == 0
            ? Finding.Pass(Known(host, engine))
            : new Finding(broken.Any(rule => rule.Status == Status.Fail) ? Status.Fail : Status.Warn, string.Join("; ", broken.Select(rule => rule.Reason)))
                .Because([.. broken.Select(rule => new Evidence(rule.Source))]);
    });

    private static string Known(HostFacts host, IEngine engine) =>
        engine.Programs.Select(program => (program, host.VersionOf(program))).FirstOrDefault(known => known.Item2 is not null) is (not null, { } version)
            ? $"{engine.Name} {version}"
            : $"{engine.Name}: no version that a rule is about";
}
