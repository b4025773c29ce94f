using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Site policy for accounts, login.defs(5), read as shadow reads it (lib/getdef.c).</summary>
public sealed class LoginDefs
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public uint UidMin => (uint)Number("UID_MIN", 1000);

    public uint UidMax => (uint)Number("UID_MAX", 60000);

    public uint GidMin => (uint)Number("GID_MIN", 1000);

    public uint SysUidMax => (uint)Number("SYS_UID_MAX", UidMin - 1);

    public ulong SubUidMin => Number("SUB_UID_MIN", 100000);

    public ulong SubUidMax => Number("SUB_UID_MAX", 600100000);

    public ulong SubUidCount => Number("SUB_UID_COUNT", 65536);

    public ulong SubGidMin => Number("SUB_GID_MIN", 100000);

    public ulong SubGidMax => Number("SUB_GID_MAX", 600100000);

    public ulong SubGidCount => Number("SUB_GID_COUNT", 65536);

    /// <summary>The text of a setting; null when it is not set.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>The last of several lines wins; a comment is a whole line; <c>KEY=VALUE</c> is not a setting.</summary>
    public static LoginDefs Parse(string text)
    {
        var defs = new LoginDefs();
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            int gap = line.IndexOfAny([' ', '\t']);
            if (gap > 0 && line[0] != '#') defs._values[line[..gap]] = line[gap..].Trim().Trim('"');
        }
        return defs;
    }

    // An unparsable value, such as "200000 # x", is the default (measured: subid.md, "Keys").
    private ulong Number(string key, ulong otherwise) => CNumber.TryParse(this[key], out ulong number) && number < IdRange.Ids ? number : otherwise;
}
