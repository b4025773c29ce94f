using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>The resource limits of a process, proc_pid_limits(5).</summary>
public sealed class ProcLimits
{
    private readonly Dictionary<string, (int Line, long Hard)> _hard = new(StringComparer.Ordinal);

    /// <summary>The file it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>What the process may raise its limit to, and the line that says so; <see cref="long.MaxValue"/> for unlimited, null where it does not say.</summary>
    /// <param name="name">As the file has it: <c>Max open files</c>.</param>
    public (int Line, long Hard)? Hard(string name) => _hard.TryGetValue(name, out (int, long) limit) ? limit : null;

    /// <summary>Columns stand at fixed places, <c>%-25s %-20s %-20s %-10s</c> (fs/proc/base.c); lines that do not are passed over.</summary>
    public static ProcLimits Parse(string source, string text)
    {
        var limits = new ProcLimits { Source = source };
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length < 47) continue;
            string word = line[47..].TrimStart().Split(' ')[0];
            long hard = word == "unlimited" ? long.MaxValue : long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : -1;
            if (hard >= 0) limits._hard[line[..25].TrimEnd()] = (number, hard);
        }
        return limits;
    }
}
