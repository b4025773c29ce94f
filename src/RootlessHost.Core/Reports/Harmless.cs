using System.Buffers;
using System.Text;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>
/// Text from the host made fit to show: names, paths and lines of files in which every <see cref="Deceptive"/> character is its number, <c>\x1b</c> or
/// <c>\u202e</c>.
/// </summary>
internal static class Harmless
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>On one line.</summary>
    public static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            safe.Append(Deceptive.Is(rune) ? Deceptive.Shown(rune) : rune.ToString());
        }
        return safe.ToString();
    }

    /// <summary>On one line of at most so many characters, the end cut off.</summary>
    public static string Line(string text, int most)
    {
        // Cut before it is made safe: a file's line can be megabytes.
        string safe = Line(text.Length > 4 * most ? text[..(4 * most)] : text);
        return safe.Length <= most ? safe : string.Concat(safe.AsSpan(0, char.IsHighSurrogate(safe[most - 2]) ? most - 2 : most - 1), "…");
    }
}
