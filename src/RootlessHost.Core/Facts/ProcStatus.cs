using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What a process may do: the lines of /proc/PID/status that matter here, proc_pid_status(5).</summary>
public sealed class ProcStatus
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The file it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>The real uid; null when the line is missing.</summary>
    public uint? Uid => Number("Uid");

    public uint? Gid => Number("Gid");

    /// <summary>Set-user-id bits and file capabilities have no effect for it (prctl(2), PR_SET_NO_NEW_PRIVS); null where the kernel does not say.</summary>
    public bool? NoNewPrivs => _values.GetValueOrDefault("NoNewPrivs") is { } value ? value == "1" : null;

    /// <summary>The capability bounding set, a bit a capability (capabilities(7)); null where it does not say.</summary>
    public ulong? CapBnd =>
        ulong.TryParse(_values.GetValueOrDefault("CapBnd"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set) ? set : null;

    /// <summary>The effective capabilities; null where it does not say.</summary>
    public ulong? CapEff =>
        ulong.TryParse(_values.GetValueOrDefault("CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set) ? set : null;

    /// <summary>0 no seccomp, 1 strict, 2 a filter; null where it does not say.</summary>
    public uint? Seccomp => Number("Seccomp");

    public static ProcStatus Parse(string source, string text)
    {
        var status = new ProcStatus { Source = source };
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon > 0) status._values[line[..colon]] = line[(colon + 1)..].Trim();
        }
        return status;
    }

    private uint? Number(string key) =>
        uint.TryParse(_values.GetValueOrDefault(key)?.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
}
