using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What a process may do: the lines of /proc/PID/status that matter here, proc_pid_status(5).</summary>
public sealed class ProcStatus
{
    /// <summary>The file it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>The real uid; null when the line is missing.</summary>
    public uint? Uid { get; private set; }

    public uint? Gid { get; private set; }

    /// <summary>Set-user-id bits and file capabilities have no effect for it (prctl(2), PR_SET_NO_NEW_PRIVS); null where the kernel does not say.</summary>
    public bool? NoNewPrivs { get; private set; }

    /// <summary>The capability bounding set, a bit a capability (capabilities(7)); null where it does not say.</summary>
    public ulong? CapBnd { get; private set; }

    /// <summary>The effective capabilities; null where it does not say.</summary>
    public ulong? CapEff { get; private set; }

    /// <summary>0 no seccomp, 1 strict, 2 a filter; null where it does not say.</summary>
    public uint? Seccomp { get; private set; }

    public static ProcStatus Parse(string source, string text)
    {
        var status = new ProcStatus { Source = source };
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0) continue;
            ReadOnlySpan<char> value = line.AsSpan(colon + 1).Trim();
            switch (line.AsSpan(0, colon))
            {
                case "Uid": status.Uid = Number(value); break;
                case "Gid": status.Gid = Number(value); break;
                case "NoNewPrivs": status.NoNewPrivs = value is "1"; break;
                case "CapBnd": status.CapBnd = Set(value); break;
                case "CapEff": status.CapEff = Set(value); break;
                case "Seccomp": status.Seccomp = Number(value); break;
            }
        }
        return status;
    }

    /// <summary>Two of them say the same of what is asked here; the rest of the file is of the moment: memory, switches.</summary>
    public bool SaysWhat(ProcStatus other) =>
        (Uid, Gid, NoNewPrivs, CapBnd, CapEff, Seccomp) == (other.Uid, other.Gid, other.NoNewPrivs, other.CapBnd, other.CapEff, other.Seccomp);

    // The real one comes first: real, effective, saved, of the filesystem.
    private static uint? Number(ReadOnlySpan<char> value) =>
        uint.TryParse(value.IndexOf('\t') is >= 0 and var tab ? value[..tab] : value, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    private static ulong? Set(ReadOnlySpan<char> value) => ulong.TryParse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set) ? set : null;
}
