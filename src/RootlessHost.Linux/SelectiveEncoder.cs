using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace RootlessHost.Linux;

/// <summary>JSON's strings with every character as itself but for those that JSON escapes and those that are named. It is here because its base class speaks in pointers.</summary>
/// <param name="also">The characters that are escaped although JSON does not ask for it.</param>
public sealed unsafe class SelectiveEncoder(Func<Rune, bool> also) : JavaScriptEncoder
{
    private const int LongestUnit = 6; // \u202e

    // "Unsafe" is for pages that embed it unescaped. It is still RFC 8259.
    private static readonly JavaScriptEncoder Json = UnsafeRelaxedJsonEscaping;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c is not ('"' or '\\'))]);

    public override int MaxOutputCharactersPerInputCharacter => 2 * LongestUnit;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        int at = span.IndexOfAnyExcept(Plain);
        while (at >= 0 && at < span.Length)
        {
            if (Rune.DecodeFromUtf16(span[at..], out Rune rune, out int length) != OperationStatus.Done || WillEncode(rune.Value)) return at;
            at += length;
        }
        return -1;
    }

    public override bool WillEncode(int unicodeScalar) => Json.WillEncode(unicodeScalar) || also(new Rune(unicodeScalar));

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (Json.WillEncode(unicodeScalar)) return Json.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        Span<char> units = stackalloc char[2];
        int count = new Rune(unicodeScalar).EncodeToUtf16(units);
        var left = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        if (left.Length < count * LongestUnit) return false;
        foreach (char unit in units[..count])
        {
            "\\u".CopyTo(left);
            ((int)unit).TryFormat(left[2..], out _, "x4", CultureInfo.InvariantCulture);
            left = left[LongestUnit..];
        }
        numberOfCharactersWritten = count * LongestUnit;
        return true;
    }
}
