using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What getsubids(1) prints: <c>0: alice 100000 65536</c>, a range a line.</summary>
public static class GetsubidsOutput
{
    /// <exception cref="FormatException">A line that it does not print, by its number.</exception>
    public static IReadOnlyList<IdRange> Parse(string text)
    {
        var ranges = new List<IdRange>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            // Names in a directory may hold blanks; the numbers are the last two words.
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 4 || !words[0].EndsWith(':')
                || !ulong.TryParse(words[^2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong start)
                || !ulong.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count))
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {i + 1}: not a range of getsubids"));
            }
            ranges.Add(new(start, count));
        }
        return ranges;
    }
}
