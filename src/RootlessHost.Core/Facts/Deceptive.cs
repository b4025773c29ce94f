using System.Globalization;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// The characters with which text of a host could lie to whoever sees or pastes it: they drive a terminal, turn the direction of writing, or are not seen at
/// all. The one rule for everything that is shown.
/// </summary>
/// <remarks>
/// By Unicode's categories: Cc (controls), Cf (format characters: the marks and isolates that turn the direction, what has no width, the tags), Zl and Zp (line
/// breaks), Zs (blanks) but for the space, Cs, Co and Cn (what nobody can say the look of). And what Unicode counts as letter, mark or sign and shows as nothing:
/// the fillers of Hangul and Khitan, Braille's empty cell, the joiner U+034F, Khmer's inherent vowels, the selectors of variants, music's empty note.
/// </remarks>
internal static class Deceptive
{
    public static bool Is(Rune rune)
    {
        if (rune.IsAscii) return rune.Value is < ' ' or 0x7f;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
            _ => IsBlank(rune.Value),
        };
    }

    /// <summary>The character as its number, so that it is seen and does nothing: <c>\x1b</c>, <c>\u202e</c>, <c>\U000e0041</c>.</summary>
    public static string Shown(Rune rune) => rune.Value switch
    {
        < 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        < 0x10000 => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    private static bool IsBlank(int code) => code
        is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2800 or 0x3164 or (>= 0xfe00 and <= 0xfe0f) or 0xffa0
        or 0x16fe4 or 0x1d159 or (>= 0xe0100 and <= 0xe01ef);
}
