using System.Text;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>Our rows of an account file that others have added rows to since, or taken some away: only those are taken back.</summary>
internal static class OwnRows
{
    /// <summary>The step that takes our own rows out of what the file is now; null where there are none, or it is no account file.</summary>
    /// <param name="back">The step that would take all of it back.</param>
    /// <param name="now">The file as it is.</param>
    /// <param name="own">How many of our rows are in it.</param>
    /// <param name="gone">How many of them are not in it any more.</param>
    public static FileStep? Without(FileStep back, FileState? now, out int own, out int gone)
    {
        (own, gone) = (0, 0);
        if (!back.IsOfAccounts || back.IsBackup || now?.Content is not { } content || back.Before?.Content is not { } with || back.After is not { } after) return null;
        Dictionary<string, int> added = Counted(with);
        foreach ((string line, int count) in Counted(after.Content!)) added[line] = added.GetValueOrDefault(line) - count;
        int ours = added.Values.Sum(count => Math.Max(count, 0));
        if (ours == 0) return null;
        var rest = new List<string>();
        // From the end: what was there before is before what was added.
        foreach (string line in Lines(content).Reverse())
        {
            if (added.GetValueOrDefault(line) <= 0) rest.Add(line);
            else (own, added[line]) = (own + 1, added[line] - 1);
        }
        gone = ours - own;
        rest.Reverse();
        return new FileStep(back.Path, now, now with { Content = Encoding.Latin1.GetBytes(string.Concat(rest)) });
    }

    private static Dictionary<string, int> Counted(byte[] content) => Lines(content).CountBy(line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    // Latin-1: every byte is a character, whatever it means. Each with its newline, which the last of a file may have got since.
    private static IEnumerable<string> Lines(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        for (int at = 0; at < text.Length;)
        {
            int newline = text.IndexOf('\n', at);
            int end = newline < 0 ? text.Length : newline + 1;
            yield return newline < 0 ? text[at..] + "\n" : text[at..end];
            at = end;
        }
    }
}
