using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>What a container engine needs of a host. One file an engine; it reads like that engine's requirements document.</summary>
public interface IEngine
{
    /// <summary>As the command line and the report call it.</summary>
    string Name { get; }

    /// <summary>Programs any of which, found on the host, says that the engine is installed.</summary>
    IReadOnlyList<string> Programs { get; }

    /// <summary>It is there to be judged, without having been asked for by name.</summary>
    bool IsInstalledOn(HostFacts host) => host.Program(Programs) is not null;

    /// <summary>What it needs, given what the host is (its versions above all).</summary>
    Requirements Needs(HostFacts host);

    /// <summary>The rules of its versions that this host breaks, for <c>engine.version-rules</c>; empty when all is well.</summary>
    IEnumerable<VersionRule> BrokenRules(HostFacts host);

    /// <summary>Where it keeps images and containers of an account: the configured place, else the default.</summary>
    string DataRoot(UserFacts user);
}
