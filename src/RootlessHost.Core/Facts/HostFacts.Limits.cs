namespace RootlessHost.Facts;

/// <summary>What the machine has room for.</summary>
public sealed partial class HostFacts
{
    /// <summary>How many threads the kernel runs at most, and which sysctl says so; a null number when neither does.</summary>
    public (string Source, long? Most, string Name) MostThreads => Once("threads", () =>
    {
        string name = SysctlNumber("kernel.threads-max") is { } threads && !(SysctlNumber("kernel.pid_max") <= threads) ? "kernel.threads-max" : "kernel.pid_max";
        return (SysctlPath(name), SysctlNumber(name), name);
    });
}
