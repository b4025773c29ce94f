using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// The versions of the packages that are installed, from a package manager's own files. Only the packages asked for are looked at: a desktop has thousands.
/// </summary>
public static class PackageDatabase
{
    public const string Dpkg = "/var/lib/dpkg/status";
    public const string Apk = "/lib/apk/db/installed";
    public const string Pacman = "/var/lib/pacman";
    public const string PacmanConf = "/etc/pacman.conf";

    /// <summary>From dpkg's status file, dpkg(1): a package counts when it is unpacked and configured, not when only its configuration is left.</summary>
    public static IReadOnlyDictionary<string, string> FromDpkg(ReadOnlySpan<byte> status, HashSet<string> names)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Range range in status.Split("\n\n"u8))
        {
            ReadOnlySpan<byte> stanza = status[range];
            if (NameIn(stanza, NameOfDpkg, names) is { } name && Field(stanza, "Status: "u8)?.EndsWith(" installed", StringComparison.Ordinal) == true && Field(stanza, "Version: "u8) is { } version)
            {
                found[name] = version;
            }
        }
        return found;
    }

    /// <summary>From apk's list of installed packages, apk-package(5).</summary>
    public static IReadOnlyDictionary<string, string> FromApk(ReadOnlySpan<byte> installed, HashSet<string> names)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Range range in installed.Split("\n\n"u8))
        {
            ReadOnlySpan<byte> stanza = installed[range];
            if (NameIn(stanza, NameOfApk, names) is { } name && Field(stanza, "V:"u8) is { } version) found[name] = version;
        }
        return found;
    }

    /// <summary>A stanza of dpkg's status file is about one of these packages.</summary>
    public static bool IsOfDpkg(ReadOnlySpan<byte> stanza, HashSet<string> names) => NameIn(stanza, NameOfDpkg, names) is not null;

    /// <summary>The same for apk's list.</summary>
    public static bool IsOfApk(ReadOnlySpan<byte> stanza, HashSet<string> names) => NameIn(stanza, NameOfApk, names) is not null;

    /// <summary>From the folder names of pacman's local database: NAME-VERSION-RELEASE.</summary>
    public static IReadOnlyDictionary<string, string> FromPacman(IEnumerable<string> folders, HashSet<string> names)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            int release = folder.LastIndexOf('-');
            int version = release > 0 ? folder.LastIndexOf('-', release - 1) : -1;
            if (version > 0 && names.Contains(folder[..version])) found[folder[..version]] = folder[(version + 1)..];
        }
        return found;
    }

    private static ReadOnlySpan<byte> NameOfDpkg => "Package: "u8;

    private static ReadOnlySpan<byte> NameOfApk => "P:"u8;

    // Stanzas begin, in both formats, with the checksum or the name; the name is found by its own line.
    private static string? NameIn(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> key, HashSet<string> names)
    {
        Span<char> name = stackalloc char[64];
        return TryField(stanza, key, out ReadOnlySpan<byte> value) && value.Length <= name.Length
            && names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..Encoding.UTF8.GetChars(value, name)], out string? known) ? known : null;
    }

    private static string? Field(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> key) => TryField(stanza, key, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value).Trim() : null;

    private static bool TryField(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        foreach (Range range in stanza.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = stanza[range];
            if (!line.StartsWith(key)) continue;
            value = line[key.Length..];
            return true;
        }
        value = default;
        return false;
    }
}
