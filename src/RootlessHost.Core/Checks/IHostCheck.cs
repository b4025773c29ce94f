using RootlessHost.Facts;

namespace RootlessHost.Checks;

/// <summary>One question about a host, answered from its facts alone.</summary>
public interface IHostCheck : ICheck
{
    /// <exception cref="IOException">The question could not be answered; reported as unknown.</exception>
    Finding Look(HostFacts host);
}
