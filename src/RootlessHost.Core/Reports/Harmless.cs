using System.Buffers;
using System.Globalization;
using System.Text;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>
/// Text from the host made fit to show. Names, paths and lines of files can hold escape sequences that drive a terminal, and marks that turn
/// the reading direction; each such character becomes its number, <c>\x1b</c> or <c>\u202e</c>, so that it is seen and does nothing.
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
            if (IsHarmless(rune)) safe.Append(rune.ToString());
            else if (rune.Value < 0x100) safe.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture));
            else safe.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
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

    // Of blanks only the one that everybody sees as such.
    private static bool IsHarmless(Rune rune) => !Printable.IsStrange(rune) && (rune.Value == ' ' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator);
}
