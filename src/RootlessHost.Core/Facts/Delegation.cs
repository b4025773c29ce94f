namespace RootlessHost.Facts;

/// <summary>
/// The controllers that a unit delegates by its Delegate= settings, less what DisableControllers= keeps away:
/// systemd.resource-control(5), config_parse_delegate().
/// </summary>
public sealed class Delegation
{
    private readonly Dictionary<Controllers, UnitSetting> _grants = [];

    public Controllers Controllers { get; private set; }

    /// <summary>The last setting that took controllers away: <c>Delegate=no</c>, an empty Delegate=, DisableControllers=; null when none did.</summary>
    public UnitSetting? Thief { get; private set; }

    /// <summary>What it took away and nobody gave again, with the settings that had given it.</summary>
    public Controllers Taken { get; private set; }

    /// <summary>The setting that gave a controller, be it taken away again; null when none did.</summary>
    public UnitSetting? GrantOf(Controllers controller) => _grants.GetValueOrDefault(controller);

    /// <param name="service">The settings of the unit in their order.</param>
    /// <param name="slices">Those of each slice that it lies in.</param>
    /// <param name="systemd">systemd's release; null when it is not known.</param>
    public static Delegation From(IEnumerable<UnitSetting> service, IEnumerable<IReadOnlyList<UnitSetting>> slices, int? systemd)
    {
        var delegation = new Delegation();
        var disabled = new List<UnitSetting>();
        foreach (UnitSetting setting in service)
        {
            switch (setting)
            {
                case { Section: "Service", Key: "Delegate", Value: "" } or { Section: "Service", Key: "Delegate", Boolean: false }:
                    delegation.Take(Controllers.All, setting);
                    break;
                case { Section: "Service", Key: "Delegate", Boolean: true }:
                    // The controller cpuset can be delegated from systemd 244 on.
                    delegation.Give(systemd < 244 ? Controllers.All & ~Controllers.Cpuset : Controllers.All, setting);
                    break;
                case { Section: "Service", Key: "Delegate" }:
                    delegation.Give(ControllerWords.Parse(setting.Words), setting);
                    break;
                case { Section: "Service", Key: "DisableControllers" }:
                    Disable(disabled, setting);
                    break;
            }
        }
        foreach (IReadOnlyList<UnitSetting> slice in slices)
        {
            var here = new List<UnitSetting>();
            foreach (UnitSetting setting in slice.Where(setting => setting is { Section: "Slice", Key: "DisableControllers" })) Disable(here, setting);
            disabled.AddRange(here);
        }
        foreach (UnitSetting setting in disabled) delegation.Take(ControllerWords.Parse(setting.Words), setting);
        return delegation;
    }

    private static void Disable(List<UnitSetting> disabled, UnitSetting setting)
    {
        if (setting.Value.Length == 0) disabled.Clear();
        else disabled.Add(setting);
    }

    private void Give(Controllers set, UnitSetting by)
    {
        Controllers |= set;
        Taken &= ~set;
        foreach (Controllers controller in Enum.GetValues<Controllers>())
        {
            if (controller is not (Controllers.None or Controllers.All) && set.HasFlag(controller)) _grants[controller] = by;
        }
    }

    private void Take(Controllers set, UnitSetting by)
    {
        Controllers lost = Controllers & set;
        Controllers &= ~set;
        Taken |= lost;
        if (lost != Controllers.None) Thief = by;
    }
}
