namespace RootlessHost.Facts;

/// <summary>One assignment of a unit, a drop-in or a configuration file of systemd.</summary>
/// <param name="Path">The file it stands in.</param>
/// <param name="Line">Its line there, from 1: the first, where it is continued.</param>
/// <param name="Section">Without the brackets.</param>
/// <param name="Key">To the left of the equals sign.</param>
/// <param name="Value">To the right; empty resets what is a list.</param>
public sealed record UnitSetting(string Path, int Line, string Section, string Key, string Value)
{
    /// <summary>As parse_boolean() of systemd reads it; null when it is no boolean.</summary>
    public bool? Boolean => Value.ToLowerInvariant() switch
    {
        "1" or "yes" or "y" or "true" or "t" or "on" => true,
        "0" or "no" or "n" or "false" or "f" or "off" => false,
        _ => null,
    };

    /// <summary>The words of a list.</summary>
    public IEnumerable<string> Words => Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"', '\''));

    /// <summary>It stands in a drop-in, not in the unit itself.</summary>
    public bool IsInDropIn => Path.EndsWith(".conf", StringComparison.Ordinal);

    /// <summary>It came with the distribution, below /usr or /lib.</summary>
    public bool IsVendors => Path.StartsWith("/usr/lib/", StringComparison.Ordinal) || Path.StartsWith("/lib/", StringComparison.Ordinal);

    public override string ToString() => $"{Key}={Value}";
}
