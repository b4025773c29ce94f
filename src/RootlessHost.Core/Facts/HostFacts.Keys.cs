namespace RootlessHost.Facts;

/// <summary>Kernel keys, keyrings(7).</summary>
public sealed partial class HostFacts
{
    /// <summary>How much of its quota of keys each account has used; null where there is no such file.</summary>
    public IReadOnlyDictionary<uint, KeyUsage>? KeyUsers => Once("key-users", () => Root.ReadText("/proc/key-users", 16 << 20) is { } text ? KeyUsage.Parse(text) : null);
}
