using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// The versions of the packages that are installed, from a package manager's own files. Only the packages asked for are looked at: a desktop has thousands.
/// </summary>
public static class PackageDatabase
{
    public const string Dpkg = "/var/lib/dpkg/status";
    public const string Apk = "/lib/apk/db/installed";
    public const string Pacman = "/var/lib/pacman/local";

    /// <summary>From dpkg's status file, dpkg(1): a package counts when it is unpacked and configured, not when only its configuration is left.</summary>
    public static IReadOnlyDictionary<string, string> FromDpkg(ReadOnlySpan<byte> status, IReadOnlySet<string> names)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        ForEach(status, "Package: "u8, names, (name, stanza) =>
        {
            if (Field(stanza, "Status: "u8)?.EndsWith(" installed", StringComparison.Ordinal) == true && Field(stanza, "Version: "u8) is { } version) found[name] = version;
        });
        return found;
    }

    /// <summary>From apk's list of installed packages, apk-package(5).</summary>
    public static IReadOnlyDictionary<string, string> FromApk(ReadOnlySpan<byte> installed, IReadOnlySet<string> names)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        ForEach(installed, "P:"u8, names, (name, stanza) =>
        {
            if (Field(stanza, "V:"u8) is { } version) found[name] = version;
        });
        return found;
    }

    /// <summary>From the folder names of pacman's local database: NAME-VERSION-RELEASE.</summary>
    public static IReadOnlyDictionary<string, string> FromPacman(IEnumerable<string> folders, IReadOnlySet<string> names)
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

    private delegate void Look(string name, ReadOnlySpan<byte> stanza);

    // Stanzas end in an empty line and begin, in both formats, with the checksum or the name; the name is found by its own line.
    private static void ForEach(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, IReadOnlySet<string> names, Look look)
    {
        Span<byte> line = stackalloc byte[key.Length + 1];
        line[0] = (byte)'\n';
        key.CopyTo(line[1..]);
        for (int at = text.StartsWith(key) ? 0 : Next(text, 0, line); at >= 0; at = Next(text, at, line))
        {
            ReadOnlySpan<byte> rest = text[(at + key.Length)..];
            int end = rest.IndexOf((byte)'\n');
            if (end < 0) return;
            at += key.Length + end;
            if (end > 64) continue;
            string name = Encoding.UTF8.GetString(rest[..end]);
            if (!names.Contains(name)) continue;
            ReadOnlySpan<byte> stanza = text[at..];
            int empty = stanza.IndexOf("\n\n"u8);
            look(name, empty < 0 ? stanza : stanza[..(empty + 1)]);
        }
    }

    private static int Next(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> line)
    {
        int next = text[from..].IndexOf(line);
        return next < 0 ? -1 : from + next + 1;
    }

    private static string? Field(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> key)
    {
        for (int at = 0; at < stanza.Length;)
        {
            ReadOnlySpan<byte> rest = stanza[at..];
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (line.StartsWith(key)) return Encoding.UTF8.GetString(line[key.Length..]).Trim();
            if (end < 0) break;
            at += end + 1;
        }
        return null;
    }
}
