using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>An engine that serves everybody through the ids of one account, whoever logs in.</summary>
public interface IForOneAccount : IEngine
{
    /// <summary>The account's name; null when the host configures none and there is no default.</summary>
    string? Owner(HostFacts host);
}
