using RootlessHost.Remedies;

namespace RootlessHost.Facts;

/// <summary>What the files say that sysctls are set to at boot, sysctl.d(5).</summary>
public sealed partial class HostFacts
{
    private const string SysctlConf = "/etc/sysctl.conf";

    private static readonly string[] SysctlFolders = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d"];

    /// <summary>
    /// What the next boot sets a sysctl to, and the line that does; null when no file sets it. A line for the key itself beats any glob, else
    /// the last one wins. Files that may not be read are left out.
    /// </summary>
    public (string Value, string File, int Line)? ConfiguredSysctl(string key) =>
        Once($"configured {key}", () => WinnerOf(key) is { Setting.Value: { } value } winner ? (value, winner.File, winner.Setting.Line) : ((string, string, int)?)null);

    /// <summary>The file of ours in which a setting of the key wins over every other file: its name sorts after theirs.</summary>
    public string SysctlFileThatWins(string key)
    {
        if (WinnerOf(key) is not { Setting.IsGlob: false } rival || string.CompareOrdinal(rival.Name, NameOf(SetSysctl.UsualFile)) <= 0) return SetSysctl.UsualFile;
        // What is read after all folders can be outdone only in itself.
        if (rival.Name == LastOfAll) return SysctlConf;
        return "/etc/sysctl.d/" + (string.CompareOrdinal(rival.Name, "zz-rootless-host.conf") <= 0 ? "zz-rootless-host.conf" : rival.Name[..^".conf".Length] + ".zz-rootless-host.conf");
    }

    /// <summary>Every file that is read at boot, in the order in which its settings apply, with its settings; those that may not be read are left out.</summary>
    public IReadOnlyList<(string File, string Name, IReadOnlyList<SysctlSetting> Settings)> SysctlFiles => Once("sysctl.d", () =>
        (IReadOnlyList<(string, string, IReadOnlyList<SysctlSetting>)>)[.. SysctlPaths().Select(entry => (entry.File, entry.Name, SysctlFile.Parse(System.Text.Encoding.UTF8.GetString(BytesOrNull(entry.File) ?? []))))]);

    // Sorts after every name of a file.
    private const string LastOfAll = "\uffff";

    // systemd reads /etc/sysctl.conf only where a link in a folder leads to it (99-sysctl.conf on many distributions); procps and OpenRC read it last.
    private IEnumerable<(string File, string Name)> SysctlPaths()
    {
        bool bySystemd = Root.Stat("/usr/lib/systemd/systemd-sysctl") is not null || Root.Stat("/lib/systemd/systemd-sysctl") is not null;
        foreach (string file in FilesOf(SysctlFolders))
        {
            bool isLink = Root.ReadLink(file) is { } target && NameOf(target) == NameOf(SysctlConf) && Root.Resolve(file) == SysctlConf;
            if (!isLink) yield return (file, NameOf(file));
            else if (bySystemd) yield return (SysctlConf, NameOf(file));
        }
        if (!bySystemd) yield return (SysctlConf, LastOfAll);
    }

    private (string File, string Name, SysctlSetting Setting)? WinnerOf(string key)
    {
        (string, string, SysctlSetting Setting)? winner = null;
        foreach ((string file, string name, IReadOnlyList<SysctlSetting> settings) in SysctlFiles)
        {
            foreach (SysctlSetting setting in settings)
            {
                if (setting.IsFor(key) && (winner is not { Setting.IsGlob: false } || !setting.IsGlob)) winner = (file, name, setting);
            }
        }
        return winner;
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
