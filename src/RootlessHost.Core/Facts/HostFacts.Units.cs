using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Configuration in files and drop-ins, as systemd(1) finds and orders them: systemd.unit(5), "Unit File Load Path".</summary>
public sealed partial class HostFacts
{
    private static readonly string[] LocalUnitFolders =
        ["/etc/systemd/system.control", "/run/systemd/system.control", "/etc/systemd/system", "/run/systemd/system"];

    /// <summary>Where units are looked for, the strongest first.</summary>
    private IReadOnlyList<string> UnitFolders => Once("unit folders", () => (IReadOnlyList<string>)
        [.. LocalUnitFolders, .. VendorFolders.Select(folder => $"{folder}/systemd/system")]);

    /// <summary>Where the rest of systemd's configuration is looked for, the strongest first.</summary>
    private IEnumerable<string> ConfigFolders => ["/etc/systemd", "/run/systemd", .. VendorFolders.Select(folder => $"{folder}/systemd")];

    // Where /usr is merged, /lib holds the same files once more.
    private IReadOnlyList<string> VendorFolders => Once("vendor folders", () => (IReadOnlyList<string>)
        ["/usr/local/lib", "/usr/lib", .. Root.ReadLink("/lib") is null ? ["/lib"] : Array.Empty<string>()]);

    /// <summary>The accounts, by uid, for which there is a unit or a drop-in of their own, such as <c>user@1000.service.d</c>.</summary>
    public IReadOnlySet<uint> UidsWithUnits => Once("uids with units", () => LocalUnitFolders
        .SelectMany(folder => Root.List(folder) ?? []).Select(UidOf).OfType<uint>().ToHashSet());

    /// <summary>
    /// The settings of a unit and its drop-ins in the order in which systemd takes them. Names from the most special to the most general:
    /// <c>user@1000.service</c>, <c>user@.service</c>.
    /// </summary>
    public IReadOnlyList<UnitSetting> UnitSettings(params string[] names) => Once<IReadOnlyList<UnitSetting>>($"unit {names[0]}", () =>
    {
        string type = names[0][(names[0].LastIndexOf('.') + 1)..];
        return Settings(
            names.SelectMany(name => UnitFolders.Select(folder => $"{folder}/{name}")),
            UnitFolders.SelectMany(folder => names.Select(name => $"{folder}/{name}.d")).Concat(UnitFolders.Select(folder => $"{folder}/{type}.d")));
    });

    /// <summary>Units for the whole system that start a rootless daemon as some user.</summary>
    public IReadOnlyList<(string Path, int Line, string User, string Program)> RootlessSystemUnits => Once("rootless units", () => (IReadOnlyList<(string, int, string, string)>)
    [
        .. from name in Root.List("/etc/systemd/system") ?? []
           where name.EndsWith(".service", StringComparison.Ordinal) && RootlessPrograms.Any(program => name.Contains(program.Hint, StringComparison.Ordinal))
           let path = $"/etc/systemd/system/{name}"
           let settings = UnitFile.Parse(path, Root.ReadText(path) ?? "")
           let start = settings.LastOrDefault(setting => setting is { Section: "Service", Key: "ExecStart" })
           let user = settings.LastOrDefault(setting => setting is { Section: "Service", Key: "User" })
           where start is not null && user is not null
           from program in RootlessPrograms
           where start.Words.Any(word => word.EndsWith(program.Name, StringComparison.Ordinal))
           select (path, start.Line, user.Value, program.Name),
    ]);

    private static readonly (string Hint, string Name)[] RootlessPrograms =
        [("docker", "dockerd-rootless.sh"), ("containerd", "containerd-rootless.sh"), ("buildkit", "rootlesskit")];

    /// <summary>The first of the files that is there, and then every drop-in by its name; of the same name the first folder's hides the others.</summary>
    private List<UnitSetting> Settings(IEnumerable<string> files, IEnumerable<string> folders)
    {
        var settings = new List<UnitSetting>();
        foreach (string file in files)
        {
            // A link to /dev/null masks: in an image it leads nowhere, on the machine itself it reads as empty.
            if ((Root.ReadText(file) ?? (Root.ReadLink(file) is null ? null : "")) is not { } text) continue;
            settings.AddRange(UnitFile.Parse(file, text));
            break;
        }
        foreach (string path in FilesOf(folders)) settings.AddRange(UnitFile.Parse(path, Root.ReadText(path) ?? ""));
        return settings;
    }

    private static uint? UidOf(string name)
    {
        if (!name.StartsWith("user@", StringComparison.Ordinal) && !name.StartsWith("user-", StringComparison.Ordinal)) return null;
        int dot = name.IndexOf('.');
        return dot > 5 && uint.TryParse(name.AsSpan(5, dot - 5), NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : null;
    }
}
