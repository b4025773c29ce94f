using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What systemd keeps for users.</summary>
public sealed partial class HostFacts
{
    /// <summary>The accounts that have a /run/user folder, by uid: those with a session or with linger.</summary>
    public IReadOnlySet<uint> RuntimeUids => Once("run/user", () => (Root.List("/run/user") ?? [])
        .Select(name => uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : uint.MaxValue).ToHashSet());

    /// <summary>Where the unified hierarchy of cgroups(7) is mounted: also beside the old ones, where it is called hybrid.</summary>
    public string CgroupMount => Once("cgroup mount", () => Mounts?.At("/sys/fs/cgroup") is { Type: "tmpfs" } ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup");
}
