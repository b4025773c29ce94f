using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>The format of LXC's configuration, lxc.container.conf(5) and lxc.system.conf(5), as parse_line() and parse_idmaps() of liblxc read it.</summary>
public static class LxcConf
{
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    /// <summary>The assignments in their order. Comments and lines without an equals sign are passed over.</summary>
    public static IReadOnlyList<LxcSetting> Parse(string path, string text)
    {
        var settings = new List<LxcSetting>();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim(Blanks);
            int equals = line.IndexOf('=');
            if (equals <= 0 || line[0] == '#') continue;
            string value = line[(equals + 1)..].Trim(Blanks);
            if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0]) value = value[1..^1];
            settings.Add(new LxcSetting(path, number, line[..equals].TrimEnd(Blanks), value));
        }
        return settings;
    }

    /// <summary>The id maps in force: an empty one takes back those before it.</summary>
    public static IReadOnlyList<LxcIdMap> IdMaps(IEnumerable<LxcSetting> settings)
    {
        var maps = new List<LxcIdMap>();
        foreach (LxcSetting setting in settings)
        {
            if (setting.Key is not ("lxc.idmap" or "lxc.id_map")) continue;
            if (setting.Value.Length == 0) maps.Clear();
            else maps.Add(IdMap(setting));
        }
        return maps;
    }

    /// <summary>A container of this configuration has a network device that lxc-user-nic must make; null when none has.</summary>
    public static LxcSetting? Bridged(IEnumerable<LxcSetting> settings) => settings.LastOrDefault(setting =>
        (setting.Key.StartsWith("lxc.net.", StringComparison.Ordinal) || setting.Key.StartsWith("lxc.network.", StringComparison.Ordinal))
        && setting.Key.EndsWith(".type", StringComparison.Ordinal) && setting.Value == "veth");

    private static LxcIdMap IdMap(LxcSetting setting) =>
        setting.Value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries) is [var kind and ("u" or "g"), var inside, var start, var count]
        && Number(inside) is { } first && Number(start) is { } from && Number(count) is { } length
            ? new LxcIdMap(setting, kind == "u" ? IdKind.Uid : IdKind.Gid, first, new IdRange(from, length))
            : new LxcIdMap(setting, Kind: null, 0, default);

    // An id of the kernel; what is above is no map that newuidmap takes.
    private static ulong? Number(string word) => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
}
