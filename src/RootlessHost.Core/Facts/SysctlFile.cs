namespace RootlessHost.Facts;

/// <summary>A file of sysctl.d(5), as systemd-sysctl reads it.</summary>
public static class SysctlFile
{
    /// <summary>
    /// The assignments in their order. Comments start with <c>#</c> or <c>;</c>; a line without <c>=</c> counts only when it begins with <c>-</c>: it
    /// then keeps globs from that key. Other lines are passed over, as their owner does after complaining.
    /// </summary>
    public static IReadOnlyList<SysctlSetting> Parse(string text)
    {
        var settings = new List<SysctlSetting>();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            int equals = line.IndexOf('=');
            if (equals < 0 && line[0] != '-') continue;
            string key = (equals < 0 ? line : line[..equals]).TrimStart('-').Trim();
            if (key.Length > 0) settings.Add(new SysctlSetting(number, Normal(key), equals < 0 ? null : line[(equals + 1)..].Trim()));
        }
        return settings;
    }

    /// <summary>
    /// A key with dots between its parts. If the first separator is a slash, the slashes separate and dots are part of a name
    /// (<c>net/ipv4/conf/eth0.1/rp_filter</c>), else the other way round; a part's own dot is written as a slash.
    /// </summary>
    public static string Normal(string key)
    {
        int first = key.IndexOfAny(['.', '/']);
        return first < 0 || key[first] == '.' ? key
            : string.Concat(key.Select(letter => letter switch { '/' => '.', '.' => '/', _ => letter }));
    }
}
