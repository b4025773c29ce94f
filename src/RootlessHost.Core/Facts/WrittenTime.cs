using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>A time as people write it: <c>60s</c>, <c>5m</c>, <c>1h</c>.</summary>
public static class WrittenTime
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null for what is no time, for none at all, and for more than a day.</summary>
    public static TimeSpan? Parse(string text)
    {
        long unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return unit > 0 && uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number > 0 && number * unit <= Longest.TotalSeconds
            ? TimeSpan.FromSeconds(number * unit)
            : null;
    }
}
