namespace RootlessHost.Facts;

/// <summary>A number in /etc/subuid, as strtoul(3) with base 0 reads it and as strconv.Atoi does.</summary>
/// <param name="IsC">The former reads it: blanks before it, a sign, hexadecimal after 0x, octal after 0.</param>
/// <param name="C">What it reads; a negative number wraps around 2^64.</param>
/// <param name="IsNegative">It has a minus.</param>
/// <param name="IsGo">The latter reads it: a sign and decimal digits.</param>
/// <param name="Go">What that reads.</param>
internal readonly record struct SubidNumber(bool IsC, ulong C, bool IsNegative, bool IsGo, long Go)
{
    public static SubidNumber Parse(ReadOnlySpan<byte> text)
    {
        bool isC = TryC(text, out ulong c, out bool negative);
        bool isGo = TryGo(text, out long go);
        return new(isC, c, negative, isGo, go);
    }

    private static bool TryC(ReadOnlySpan<byte> text, out ulong number, out bool negative)
    {
        number = 0;
        negative = false;
        text = text.TrimStart(" \t\n\v\f\r"u8);
        if (text.Length > 0 && text[0] is (byte)'+' or (byte)'-')
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        uint radix = 10;
        if (text.Length > 2 && text[0] == '0' && text[1] is (byte)'x' or (byte)'X')
        {
            radix = 16;
            text = text[2..];
        }
        else if (text.Length > 1 && text[0] == '0')
        {
            radix = 8;
        }
        if (text.IsEmpty) return false;
        foreach (byte c in text)
        {
            uint digit = c switch
            {
                >= (byte)'0' and <= (byte)'9' => c - (uint)'0',
                >= (byte)'a' and <= (byte)'f' => c - (uint)'a' + 10,
                >= (byte)'A' and <= (byte)'F' => c - (uint)'A' + 10,
                _ => uint.MaxValue,
            };
            if (digit >= radix || number > (ulong.MaxValue - digit) / radix) return false;
            number = (number * radix) + digit;
        }
        if (negative) number = 0 - number;
        return true;
    }

    private static bool TryGo(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'+' or (byte)'-')
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        if (text.IsEmpty) return false;
        foreach (byte c in text)
        {
            if (c is < (byte)'0' or > (byte)'9' || number > (long.MaxValue - 9) / 10) return false;
            number = (number * 10) + (c - '0');
        }
        if (negative) number = -number;
        return true;
    }
}
