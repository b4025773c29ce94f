namespace RootlessHost.Remedies;

/// <summary>What may be done without asking: <c>[apply]</c> of the configuration.</summary>
/// <param name="Install">Distribution packages may be installed.</param>
/// <param name="HostWide">Remedies that weaken the whole host may be applied.</param>
public sealed record ApplyPolicy(bool Install = false, bool HostWide = false)
{
    public static ApplyPolicy Default { get; } = new();
}
