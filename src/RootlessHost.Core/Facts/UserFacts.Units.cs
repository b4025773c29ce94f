namespace RootlessHost.Facts;

/// <summary>The account's own units of engines.</summary>
public sealed partial class UserFacts
{
    // The drop-ins are the account's too: as many are read as a person writes.
    private const int MostDropIns = 32;

    private Dictionary<string, IReadOnlyList<UnitSetting>?>? _ownUnits; // of many accounts none is asked for

    /// <summary>The settings of a unit of the account's and of its drop-ins, in the order in which systemd takes them; null when it has no such unit.</summary>
    public IReadOnlyList<UnitSetting>? OwnUnit(string name)
    {
        _ownUnits ??= [];
        if (!_ownUnits.TryGetValue(name, out IReadOnlyList<UnitSetting>? settings)) _ownUnits[name] = settings = ReadUnit(name);
        return settings;
    }

    private List<UnitSetting>? ReadUnit(string name)
    {
        string unit = $"{ConfigHome}/systemd/user/{name}";
        if (ReadConfig(unit) is not { } text) return null;
        var settings = new List<UnitSetting>(UnitFile.Parse(unit, text));
        foreach (string file in (Files.List($"{unit}.d") ?? []).Where(file => file.EndsWith(".conf", StringComparison.Ordinal)).Take(MostDropIns))
        {
            settings.AddRange(UnitFile.Parse($"{unit}.d/{file}", ReadConfig($"{unit}.d/{file}") ?? ""));
        }
        return settings;
    }

    /// <summary>What such a unit sets a variable to, and where: systemd.exec(5), Environment=. Null when it does not.</summary>
    public (string Value, UnitSetting Setting)? VariableOf(string unit, string variable)
    {
        (string, UnitSetting)? last = null;
        foreach (UnitSetting setting in OwnUnit(unit) ?? [])
        {
            if (setting is not { Section: "Service", Key: "Environment" }) continue;
            if (setting.Value.Length == 0) last = null;
            foreach (string word in setting.Words)
            {
                if (word.Length > variable.Length && word.StartsWith(variable, StringComparison.Ordinal) && word[variable.Length] == '=') last = (word[(variable.Length + 1)..], setting);
            }
        }
        return last;
    }
}
