using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Numbers as strtoul(3) reads them with base 0: leading blanks, a plus, hexadecimal after 0x, octal after 0.</summary>
public static class CNumber
{
    /// <summary>False when the text is empty, has anything behind the number, or does not fit in 64 bits. A minus is refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        text = text.TrimStart(" \t\n\v\f\r");
        if (text.Length > 0 && text[0] == '+') text = text[1..];
        if (text.IsEmpty || !char.IsAsciiDigit(text[0])) return false;
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X')
        {
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }
        if (text[0] != '0') return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || number >> 61 != 0) return false;
            number = (number << 3) | (uint)(digit - '0');
        }
        return true;
    }
}
