namespace RootlessHost.Facts;

/// <summary>The control groups of a process: /proc/PID/cgroup, cgroups(7).</summary>
public sealed class ProcCgroup
{
    /// <summary>Its group in the unified hierarchy, below the mount: <c>/user.slice</c>; null when it is in none.</summary>
    public string? Unified { get; private init; }

    /// <summary>Lines of <c>hierarchy:controllers:path</c>; what is none is passed over.</summary>
    public static ProcCgroup Parse(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            // A path may hold colons, and of a group that is gone ends in " (deleted)".
            if (line.StartsWith("0::/", StringComparison.Ordinal) && !line.Contains("/..", StringComparison.Ordinal)) return new ProcCgroup { Unified = line[3..] };
        }
        return new ProcCgroup();
    }
}
