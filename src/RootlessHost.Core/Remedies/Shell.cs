using System.Buffers;
using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>Words for a POSIX shell. Account names and paths come from the host, and what is printed gets pasted.</summary>
internal static class Shell
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@%+,-");

    /// <summary>
    /// The word, quoted unless it needs no quotes. What would move a terminal's cursor, or turn the direction of writing so that the command reads
    /// as another, becomes <c>?</c>.
    /// </summary>
    public static string Quote(string word)
    {
        string safe = Printable.IsPlain(word) ? word : string.Concat(word.EnumerateRunes().Select(rune => Deceptive.Is(rune) ? "?" : rune.ToString()));
        return safe.Length > 0 && !safe.AsSpan().ContainsAnyExcept(Plain) ? safe : $"'{safe.Replace("'", "'\\''")}'";
    }

    /// <summary>Appends a line to a file that root owns.</summary>
    public static string Append(string line, string path) => $"echo {Quote(line)} >> {Quote(path)}";
}
