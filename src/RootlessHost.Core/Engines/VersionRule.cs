using RootlessHost.Checks;

namespace RootlessHost.Engines;

/// <summary>Something that an installed version cannot do.</summary>
/// <param name="Status"><see cref="Status.Fail"/> or <see cref="Status.Warn"/>.</param>
/// <param name="Reason">A fragment that names the version: <c>Podman 6.0.1 does not run on cgroup v1</c>.</param>
/// <param name="Source">Where that is written.</param>
public sealed record VersionRule(Status Status, string Reason, string Source)
{
    /// <summary>The engine does not work.</summary>
    public static VersionRule Broken(string reason, string source) => new(Status.Fail, reason, source);

    /// <summary>It works, less well.</summary>
    public static VersionRule Hazard(string reason, string source) => new(Status.Warn, reason, source);
}
