using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Every engine, in the order of a report.</summary>
public static class AllEngines
{
    public static IReadOnlyList<IEngine> List { get; } =
    [
        new Docker(),
        new Podman(),
    ];

    public static IEngine? Find(string name) => List.FirstOrDefault(engine => engine.Name == name);

    /// <summary>Those installed on a host; when none is, docker and podman.</summary>
    public static IReadOnlyList<IEngine> On(HostFacts host) =>
        List.Where(host.IsInstalled).ToArray() is { Length: > 0 } installed ? installed : [Find("docker")!, Find("podman")!];
}
