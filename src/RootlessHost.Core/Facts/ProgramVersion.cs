using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Versions as programs print them and packages carry them.</summary>
public static class ProgramVersion
{
    /// <summary>
    /// The first version in a text: <c>podman version 5.4.2</c>, <c>1:4.13+dfsg1-1</c>, <c>buildkitd github.com/moby/buildkit v0.12.4</c>.
    /// What stands behind the numbers is left out. Null where there is none.
    /// </summary>
    public static Version? Parse(string text)
    {
        foreach (string word in text.Split([' ', '\t', '\n', '\r', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            // A Debian epoch: 5:24.0.7-1.
            int colon = word.IndexOf(':');
            string plain = colon is > 0 and < 4 && word.AsSpan(0, colon).IndexOfAnyExceptInRange('0', '9') < 0 ? word[(colon + 1)..] : word;
            if (plain.Contains('.') && KernelRelease.Leading(plain) is { } version) return version;
        }
        return null;
    }

    /// <summary>
    /// The day in the version of a program that is numbered by days, as year.month.day: <c>pasta 2023_12_04.b86afe3</c>,
    /// <c>0.0~git20230309.7c7625d-1</c>, <c>0^20240220.g1e6f92b</c>. Null where there is none.
    /// </summary>
    public static Version? Stamp(string text)
    {
        for (int i = 0; i + 8 <= text.Length; i++)
        {
            if (text[i] != '2' || (i > 0 && char.IsAsciiDigit(text[i - 1]))) continue;
            int separator = text[i..] is [_, _, _, _, '_' or '.' or '-', ..] ? 1 : 0;
            if (Digits(text, i, 4) is { } year && Digits(text, i + 4 + separator, 2) is >= 1 and <= 12 and var month
                && Digits(text, i + 6 + (2 * separator), 2) is >= 1 and <= 31 and var day)
            {
                return new Version(year, month, day);
            }
        }
        return null;
    }

    private static int? Digits(string text, int start, int count) =>
        start + count <= text.Length && int.TryParse(text.AsSpan(start, count), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
