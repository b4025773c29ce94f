using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Every engine, in the order of a report.</summary>
public static class AllEngines
{
    public static IReadOnlyList<IEngine> List { get; } =
    [
        new Docker(),
        new Podman(),
        new Nerdctl(),
        new Buildkit(),
        new Kubernetes(),
        new K3s(),
        new UsernsRemap(),
        new Apptainer(),
        new Lxc(),
    ];

    public static IEngine? Find(string name) => List.FirstOrDefault(engine => engine.Name == name);

    /// <summary>Those installed on a host; when none is, docker and podman.</summary>
    public static IReadOnlyList<IEngine> On(HostFacts host) =>
        List.Where(engine => IsFound(engine, host)).ToArray() is { Length: > 0 } installed ? installed : [Find("docker")!, Find("podman")!];

    // What cannot be looked at names no engine; engine.present says why.
    private static bool IsFound(IEngine engine, HostFacts host)
    {
        try
        {
            return host.IsInstalled(engine);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
