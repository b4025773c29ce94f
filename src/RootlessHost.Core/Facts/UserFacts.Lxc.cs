using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>The account's own configuration of LXC. It is found by HOME; of XDG's variables liblxc knows none (src/lxc/initutils.c).</summary>
public sealed partial class UserFacts
{
    // What an account writes may name any number of files.
    private const int MostLxcFiles = 64;

    private IReadOnlyList<LxcSetting>? _lxcGlobals;
    private IReadOnlyList<LxcSetting>? _lxcDefaults;

    /// <summary>What lxc-create begins a container's configuration with, unless it is told another file. The machine's /etc/lxc/default.conf is for root.</summary>
    public string LxcDefaultsPath => LxcGlobal("lxc.default_config") ?? InHome(".config/lxc/default.conf");

    /// <summary>Where the account's containers are.</summary>
    public string LxcPath => LxcGlobal("lxc.lxcpath") is { } path && path.TrimEnd('/') is { Length: > 0 } folder ? folder : InHome(".local/share/lxc");

    /// <summary>The settings of <see cref="LxcDefaultsPath"/> and of what it includes; empty when there is no such file.</summary>
    public IReadOnlyList<LxcSetting> LxcDefaults => _lxcDefaults ??= MayHaveLxcFolder || LxcGlobal("lxc.default_config") is not null ? LxcSettings(LxcDefaultsPath) : [];

    /// <summary>The containers that the account has, each with its settings. Not all of very many.</summary>
    public IEnumerable<(string Name, IReadOnlyList<LxcSetting> Settings)> LxcContainers =>
        from name in HasHome ? (Files.List(LxcPath) ?? []).Take(MostLxcFiles) : []
        let settings = (IReadOnlyList<LxcSetting>)LxcSettings($"{LxcPath}/{name}/config")
        where settings.Count > 0
        select (name, settings);

    /// <summary>The host's id of the container's root: as the configuration says, else as the first of the account's ranges allows. Null when neither tells.</summary>
    public uint? LxcRoot(IdKind kind) =>
        LxcConf.IdMaps(LxcDefaults).LastOrDefault(map => map.IsOfRoot(kind)) is { } map ? (uint)map.Outside.Start
        : !SubidsAreUnread && Subids(kind).Granted is [var first, ..] && first.Range.Start <= uint.MaxValue ? (uint)first.Range.Start
        : null;

    private string? LxcGlobal(string key) => (_lxcGlobals ??= MayHaveLxcFolder && ReadConfig(InHome(".config/lxc/lxc.conf")) is { } text ? LxcConf.Parse("", text) : [])
        .FirstOrDefault(setting => setting.Key == key && setting.Value.StartsWith('/'))?.Value;

    private bool MayHaveLxcFolder => ConfigHome == InHome(".config") ? HasConfig : HasHome;

    private List<LxcSetting> LxcSettings(string path)
    {
        var settings = new List<LxcSetting>();
        int left = MostLxcFiles;
        Include(path);
        return settings;

        void Include(string file)
        {
            if (!file.StartsWith('/') || left-- <= 0) return;
            if (ReadText(file) is not { } text) return;
            foreach (LxcSetting setting in LxcConf.Parse(file, text))
            {
                if (setting.Key != "lxc.include") settings.Add(setting);
                else foreach (string included in Included(setting.Value)) Include(included);
            }
        }
    }

    private IEnumerable<string> Included(string value)
    {
        if (!value.StartsWith('/') || value.Contains('\0')) return [];
        string folder = value.TrimEnd('/');
        return Files.Stat(value) is { Kind: FileKind.Directory }
            ? (Files.List(folder) ?? []).Where(name => name.Length > 5 && name.EndsWith(".conf", StringComparison.Ordinal)).Take(MostLxcFiles).Select(name => $"{folder}/{name}")
            : [value];
    }
}
