using System.Text;

namespace RootlessHost.Reports;

/// <summary>
/// The difference of two texts as diff -u prints it and patch(1) takes it: one hunk, from the first line that differs to the last. What a plan changes of a file
/// lies close together.
/// </summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Empty when the texts are the same.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">Its bytes; null where there is no file.</param>
    /// <param name="after">Its bytes afterwards; null where there will be none.</param>
    public static IEnumerable<string> Of(string path, byte[]? before, byte[]? after)
    {
        (string[] old, string[] now) = (Lines(before), Lines(after));
        int same = 0;
        while (same < old.Length && same < now.Length && old[same] == now[same]) same++;
        int end = 0;
        while (end < old.Length - same && end < now.Length - same && old[^(end + 1)] == now[^(end + 1)]) end++;
        if (same == old.Length && same == now.Length) yield break;
        int from = Math.Max(0, same - Context);
        int tail = Math.Min(Context, end);
        yield return $"--- {(before is null ? "/dev/null" : path)}";
        yield return $"+++ {(after is null ? "/dev/null" : path)}";
        yield return $"@@ -{Range(from, old.Length - end + tail)} +{Range(from, now.Length - end + tail)} @@";
        foreach (string line in Side(' ', old, from, same)) yield return line;
        foreach (string line in Side('-', old, same, old.Length - end)) yield return line;
        foreach (string line in Side('+', now, same, now.Length - end)) yield return line;
        foreach (string line in Side(' ', old, old.Length - end, old.Length - end + tail)) yield return line;
    }

    private static string Range(int from, int to) => to - from == 1 ? $"{from + 1}" : $"{(to == from ? from : from + 1)},{to - from}";

    private static IEnumerable<string> Side(char mark, string[] lines, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            string line = lines[i];
            bool whole = line.EndsWith('\n');
            yield return mark + (whole ? line[..^1] : line);
            if (!whole) yield return "\\ No newline at end of file";
        }
    }

    private static string[] Lines(byte[]? content)
    {
        string text = Encoding.UTF8.GetString(content ?? []);
        var lines = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            int newline = text.IndexOf('\n', at);
            int end = newline < 0 ? text.Length : newline + 1;
            lines.Add(text[at..end]);
            at = end;
        }
        return [.. lines];
    }
}
