namespace RootlessHost;

/// <summary>What a person may have meant.</summary>
internal static class Nearest
{
    /// <summary>The few words that are most alike, the best first; none when nothing is.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> words)
    {
        if (word.Length is < 2 or > 64) return [];
        (string Word, int Distance)[] near =
        [
            .. from candidate in words
               let distance = candidate.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(word, candidate)
               where distance <= Math.Max(2, word.Length / 3)
               orderby distance
               select (candidate, distance),
        ];
        // Not what is much less alike than the best.
        return [.. near.Where(candidate => candidate.Distance <= near[0].Distance + 1).Select(candidate => candidate.Word)];
    }

    /// <summary>A question to put behind an error; empty when there is nothing to suggest.</summary>
    public static string Question(string word, IEnumerable<string> words) =>
        To(word, words) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near.Take(3))}?" : "";

    // Insertions, deletions, replacements: Wagner and Fischer, two rows.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
