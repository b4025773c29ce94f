using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Which ids of a user namespace are which ids of its parent: /proc/PID/uid_map, user_namespaces(7).</summary>
public sealed class IdMap
{
    private readonly List<(ulong Inside, ulong Outside, ulong Count)> _extents = [];

    public IReadOnlyList<(ulong Inside, ulong Outside, ulong Count)> Extents => _extents;

    /// <summary>All ids, each as itself: what the initial namespace shows (and a container that shares it).</summary>
    public bool IsIdentity => _extents is [(0, 0, >= IdRange.Ids - 1)];

    /// <summary>Every id of the range exists in this namespace.</summary>
    public bool Covers(IdRange range)
    {
        ulong next = range.Start;
        foreach ((ulong inside, _, ulong count) in _extents.OrderBy(extent => extent.Inside))
        {
            if (next >= inside && next < inside + count) next = inside + count;
            if (next >= range.End) return true;
        }
        return range.Count == 0;
    }

    /// <exception cref="FormatException">Not three numbers a line.</exception>
    public static IdMap Parse(string text)
    {
        var map = new IdMap();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words.Length != 3 || !TryNumber(words[0], out ulong inside) || !TryNumber(words[1], out ulong outside) || !TryNumber(words[2], out ulong count))
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {i + 1}: not an extent of an id map"));
            }
            map._extents.Add((inside, outside, count));
        }
        return map;
    }

    private static bool TryNumber(string word, out ulong number) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= IdRange.Ids;
}
