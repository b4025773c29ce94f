using System.Buffers;

namespace RootlessHost.Facts;

/// <summary>Paths in AppArmor policy, apparmor.d(5): <c>*</c> stays within a folder, <c>**</c> does not, <c>{a,b}</c> is either.</summary>
public static class AppArmorGlob
{
    // Real attachments expand to a dozen; a hostile file could ask for 2^40.
    private const int Most = 256;

    private static readonly SearchValues<char> Special = SearchValues.Create("*?[\\");

    /// <summary>The pattern without braces, once for each choice; at most 256 of them.</summary>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        var done = new List<string>();
        var left = new Stack<string>([pattern]);
        while (done.Count < Most && left.TryPop(out string? next))
        {
            int open = next.LastIndexOf('{');
            int close = open < 0 ? -1 : next.IndexOf('}', open);
            if (close < 0)
            {
                done.Add(next);
                continue;
            }
            foreach (string choice in next[(open + 1)..close].Split(',').Reverse())
            {
                if (left.Count < Most) left.Push(next[..open] + choice + next[(close + 1)..]);
            }
        }
        return done;
    }

    /// <summary>A pattern without braces matches the whole path.</summary>
    public static bool Matches(string pattern, string path)
    {
        if (!pattern.AsSpan().ContainsAny(Special)) return pattern == path;
        // Between double stars the rest is an ordinary pattern; the first and the last part are held by the ends.
        string[] parts = pattern.Split("**");
        if (parts.Length == 1) return ShellPattern.Matches(pattern, path, '/');
        return parts.Length == 2 && Prefixes(path).Any(at => ShellPattern.Matches(parts[0], path.AsSpan(0, at), '/')
            && Prefixes(path).Any(end => end >= at && ShellPattern.Matches(parts[1], path.AsSpan(end), '/')));
    }

    private static IEnumerable<int> Prefixes(string path) => Enumerable.Range(0, Math.Min(path.Length, 4096) + 1);
}
