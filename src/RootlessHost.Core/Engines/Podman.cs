using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless Podman: no daemon; its own user namespace, kept by a pause process.</summary>
internal sealed class Podman : IEngine
{
    public string Name => "podman";

    public IReadOnlyList<string> Programs => ["podman"];

    public Requirements Needs(HostFacts host) => new Requirements()
        .Require("userns.max");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => user.InHome(".local/share/containers/storage");
}
