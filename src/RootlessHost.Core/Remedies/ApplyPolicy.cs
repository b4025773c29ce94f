namespace RootlessHost.Remedies;

/// <summary>What may be remedied: <c>[apply]</c> of rootless-host.toml(5).</summary>
/// <param name="Install">Packages of the distribution may be installed.</param>
/// <param name="HostWide">The remedies that weaken the whole host have the administrator's consent.</param>
public sealed record ApplyPolicy(bool Install = false, bool HostWide = false);
