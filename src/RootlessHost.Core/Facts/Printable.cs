using System.Text;

namespace RootlessHost.Facts;

/// <summary>Text of the host as a terminal may be shown it: one line, nothing that moves a cursor.</summary>
internal static class Printable
{
    private const int Most = 120;

    /// <summary>What is <see cref="Deceptive"/> as <c>\r</c>, <c>\t</c> or its number, and no more than 120 characters.</summary>
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
                _ when Deceptive.Is(rune) => shown.Append(Deceptive.Shown(rune)),
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
            if (Deceptive.Is(rune)) return true;
        }
        return false;
    }
}
