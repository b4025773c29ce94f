namespace RootlessHost.Facts;

/// <summary>The distribution, os-release(5).</summary>
public sealed class OsRelease
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string Id => _values.GetValueOrDefault("ID", "linux");

    /// <summary>The distributions that it is made from, nearest first.</summary>
    public IReadOnlyList<string> Like => _values.GetValueOrDefault("ID_LIKE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string? VersionId => _values.GetValueOrDefault("VERSION_ID");

    public string? PrettyName => _values.GetValueOrDefault("PRETTY_NAME");

    /// <summary>It is this distribution, or made from it.</summary>
    public bool Is(string id) => Id == id || Like.Contains(id);

    /// <summary>The first number of the version: 24 of 24.04, 9 of 9.3; null for a rolling release.</summary>
    public int? Major => int.TryParse(VersionId?.Split('.')[0], out int major) ? major : null;

    public PackageManager Manager =>
        Is("debian") || Is("ubuntu") ? PackageManager.Apt
        : Is("fedora") || Is("rhel") || Is("centos") ? PackageManager.Dnf
        : Is("suse") || Is("opensuse") || Id.StartsWith("opensuse", StringComparison.Ordinal) || Id == "sles" ? PackageManager.Zypper
        : Is("alpine") ? PackageManager.Apk
        : Is("arch") ? PackageManager.Pacman
        : PackageManager.Unknown;

    /// <summary>Parses as a shell would read assignments; what is not one is passed over, as systemd does.</summary>
    public static OsRelease Parse(string text)
    {
        var release = new OsRelease();
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            int equals = line.IndexOf('=');
            if (equals <= 0 || line[0] == '#') continue;
            string value = line[(equals + 1)..];
            if (value.Length >= 2 && (value[0] is '"' or '\'') && value[^1] == value[0]) value = value[1..^1];
            release._values[line[..equals]] = value.Replace("\\", "");
        }
        return release;
    }
}
