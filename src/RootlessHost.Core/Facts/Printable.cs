using System.Globalization;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>Text of the host as a terminal may be shown it: one line, nothing that moves a cursor.</summary>
internal static class Printable
{
    private const int Most = 120;

    /// <summary>Control characters as <c>\r</c>, <c>\t</c> or <c>\x1b</c>, and no more than 120 characters.</summary>
    public static string Of(string text)
    {
        if (text.Length <= Most && (IsPlain(text) || !Strange(text))) return text;
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= Most) return shown.Append("...").ToString();
            _ = rune.Value switch
            {
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ when IsStrange(rune) => shown.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => shown.Append(rune.ToString()),
            };
        }
        return shown.ToString();
    }

    /// <summary>It is of ASCII's letters, digits and signs: nothing in it has to be looked at one by one. Names of 60,000 accounts mostly are.</summary>
    public static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool Strange(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsStrange(rune)) return true;
        }
        return false;
    }

    /// <summary>
    /// It would act on whoever reads or pastes it instead of being seen. The one rule for everything that is shown and printed to be pasted.
    /// </summary>
    // Format characters too: those that turn the direction of writing make one name look like another. So does U+FFFD: which bytes it stood for is lost.
    public static bool IsStrange(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}
