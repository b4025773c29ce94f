using System.Globalization;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>What is mounted where, in the mount namespace of a process (proc_pid_mountinfo(5)).</summary>
public sealed class MountTable
{
    private readonly List<Mount> _mounts = [];

    /// <summary>In the order of mounting.</summary>
    public IReadOnlyList<Mount> Mounts => _mounts;

    /// <summary>The mount that a path lies on; null when the table has no root. The path must be free of symbolic links.</summary>
    public Mount? Of(string path)
    {
        Mount? best = null;
        foreach (Mount mount in _mounts)
        {
            // Of two on the same point the later one hides the earlier.
            if (IsBelow(path, mount.Point) && (best is null || mount.Point.Length >= best.Point.Length)) best = mount;
        }
        return best;
    }

    /// <summary>What is mounted exactly there, topmost; null for none.</summary>
    public Mount? At(string point) => _mounts.LastOrDefault(mount => mount.Point == point);

    /// <exception cref="FormatException">A line that the kernel does not write, by its number.</exception>
    public static MountTable Parse(string text)
    {
        var table = new MountTable();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            string[] words = lines[i].Split(' ');
            int dash = Array.IndexOf(words, "-", Math.Min(6, words.Length));
            if (dash < 6 || words.Length < dash + 3) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {i + 1}: not a mount"));
            table._mounts.Add(new Mount(
                i + 1, Unescape(words[3]), Unescape(words[4]), words[5].Split(','), words[6..dash], words[dash + 1],
                Unescape(words[dash + 2]), words.Length > dash + 3 ? words[dash + 3].Split(',') : []));
        }
        return table;
    }

    private static bool IsBelow(string path, string point) =>
        point == "/" || (path.StartsWith(point, StringComparison.Ordinal) && (path.Length == point.Length || path[point.Length] == '/'));

    // The kernel writes blank, tab, newline and backslash as \040, \011, \012, \134 (fs/proc_namespace.c, mangle): bytes, so UTF-8 survives.
    private static string Unescape(string word)
    {
        if (!word.Contains('\\')) return word;
        var plain = new StringBuilder(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 3 < word.Length && word.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)Convert.ToInt32(word.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                plain.Append(word[i]);
            }
        }
        return plain.ToString();
    }
}
