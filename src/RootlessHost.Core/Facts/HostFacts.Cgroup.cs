using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Control groups.</summary>
public sealed partial class HostFacts
{
    private const string Cgroups = "/sys/fs/cgroup";
    private const string Beside = Cgroups + "/unified";

    /// <summary>How control groups are laid out; null when an image does not say.</summary>
    public CgroupLayout? CgroupLayout => Once<CgroupLayout?>("cgroup layout", () => Mounts?.At(Cgroups)?.Type switch
    {
        "cgroup2" => Facts.CgroupLayout.Unified,
        "tmpfs" or "cgroup" => Mounts!.At(Beside) is { Type: "cgroup2" } || IsThere(Beside) ? Facts.CgroupLayout.Hybrid : Facts.CgroupLayout.Legacy,
        // A fixture may have the files without the mounts.
        _ when IsThere(Cgroups) => Facts.CgroupLayout.Unified,
        _ when IsThere(Beside) => Facts.CgroupLayout.Hybrid,
        _ when Mounts?.Mounts.Any(mount => mount.Type == "cgroup") == true || Root.Stat($"{Cgroups}/memory") is not null => Facts.CgroupLayout.Legacy,
        _ => IsPartial ? null : Facts.CgroupLayout.None,
    });

    /// <summary>
    /// Where the hierarchy is mounted that systemd keeps its units in: the unified one of cgroups(7), be it beside the old ones, else its own of version 1.
    /// </summary>
    public string CgroupMount => Once("cgroup mount", static host => host.CgroupLayout switch
    {
        Facts.CgroupLayout.Hybrid => Beside,
        Facts.CgroupLayout.Legacy => Cgroups + "/systemd",
        _ => Cgroups,
    });

    /// <summary>The controllers of the unified hierarchy; null when nothing here tells.</summary>
    public Controllers? RootControllers => Once<Controllers?>("root controllers", () =>
        Word($"{CgroupMount}/cgroup.controllers") is { } words ? ControllerWords.Parse(words) : null);

    /// <summary>The accounts that have a slice, by uid: those with a session or with linger.</summary>
    public IReadOnlySet<uint> SlicedUids => Once("slices", static host => (host.Root.List($"{host.CgroupMount}/user.slice") ?? [])
        .Select(UidOf).OfType<uint>().ToHashSet());

    /// <summary>The control group of the process that asks, in the unified hierarchy: <c>/user.slice/…</c>; null when nothing tells.</summary>
    public string? OwnCgroup => Once("own cgroup", () => ProcCgroup.Parse(Root.ReadText("/proc/self/cgroup") ?? "").Unified);

    /// <summary>What the configuration delegates to the systemd of any account; null when user@.service is not here.</summary>
    public Delegation? DelegationByDefault => Once("delegation", static host => host.DelegationOf("user@.service", "user-.slice"));

    /// <summary>What the configuration delegates to an account's systemd at its next start; null when user@.service is not here.</summary>
    public Delegation? DelegationOf(uint uid) => UidsWithUnits.Contains(uid)
        ? Once(string.Create(CultureInfo.InvariantCulture, $"delegation {uid}"), () => DelegationOf($"user@{uid}.service", $"user-{uid}.slice"))
        : DelegationByDefault;

    /// <summary>The machine says that it is a Raspberry Pi.</summary>
    public bool IsRaspberryPi => Word("/proc/device-tree/model")?.StartsWith("Raspberry Pi", StringComparison.Ordinal) == true;

    /// <summary>Where a Raspberry Pi's firmware reads the boot command line; before Debian 12 it was in /boot.</summary>
    public string FirmwareCommandLine => Root.Stat("/boot/firmware/cmdline.txt") is null && Root.Stat("/boot/cmdline.txt") is not null ? "/boot/cmdline.txt" : "/boot/firmware/cmdline.txt";

    private Delegation? DelegationOf(string service, string slice)
    {
        IReadOnlyList<UnitSetting> settings = UnitSettings([.. new[] { service, "user@.service" }.Distinct()]);
        return !settings.Any(setting => !setting.IsInDropIn || setting.Key == "Delegate") ? null : Delegation.From(
            settings, [UnitSettings("-.slice"), UnitSettings("user.slice"), UnitSettings([.. new[] { slice, "user-.slice" }.Distinct()])], SystemdVersion);
    }

    private bool IsThere(string hierarchy) => Root.Stat($"{hierarchy}/cgroup.controllers") is not null || Root.Stat($"{hierarchy}/cgroup.procs") is not null;
}
