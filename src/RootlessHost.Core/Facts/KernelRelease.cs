using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>A kernel's release, uname(2). Distributions carry features back, so a number explains and seldom decides.</summary>
/// <param name="Text">As the kernel says it: <c>6.1.0-18-amd64</c>.</param>
public sealed record KernelRelease(string Text)
{
    /// <summary>The numbers at its start; 0.0 where there are none.</summary>
    public Version Version { get; } = Leading(Text) ?? new Version(0, 0);

    public bool IsAtLeast(int major, int minor) => Version >= new Version(major, minor);

    /// <summary>The version that a text begins with, or contains after a <c>v</c>: 2 to 4 numbers with dots between; null where there is none.</summary>
    public static Version? Leading(string text)
    {
        var numbers = new List<int>();
        int at = text.StartsWith('v') ? 1 : 0;
        while (numbers.Count < 4)
        {
            int start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == start || !int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) break;
            numbers.Add(number);
            if (at >= text.Length || text[at] != '.') break;
            at++;
        }
        return numbers switch
        {
            [int a] => new Version(a, 0),
            [int a, int b] => new Version(a, b),
            [int a, int b, int c] => new Version(a, b, c),
            [int a, int b, int c, int d] => new Version(a, b, c, d),
            _ => null,
        };
    }
}
