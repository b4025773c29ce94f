using RootlessHost.Checks;

namespace RootlessHost.Engines;

/// <summary>Something that an installed version cannot do.</summary>
/// <param name="Status"><see cref="Status.Fail"/> or <see cref="Status.Warn"/>.</param>
/// <param name="Reason">A fragment that names the version: <c>Podman 6.0.1 does not run on cgroup v1</c>.</param>
/// <param name="Source">Where that is written.</param>
public sealed record VersionRule(Status Status, string Reason, string Source);
