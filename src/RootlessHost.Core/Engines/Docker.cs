using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>Rootless Docker: dockerd under RootlessKit, as contrib/dockerd-rootless.sh starts it.</summary>
internal sealed class Docker : IEngine
{
    public string Name => "docker";

    public IReadOnlyList<string> Programs => ["dockerd"];

    public Requirements Needs(HostFacts host) => new Requirements()
        .Require("userns.max");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

    public string DataRoot(UserFacts user) => user.InHome(".local/share/docker");
}
