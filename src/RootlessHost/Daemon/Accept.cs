using System.Globalization;

namespace RootlessHost.Daemon;

/// <summary>Chooses what is sent by the <c>Accept</c> header, RFC 9110 section 12.5.1.</summary>
internal static class Accept
{
    private const int MostRanges = 64;

    /// <summary>
    /// The offer with the highest quality; of equals the first. When none is acceptable the first too: a probe is better off with an answer than with 406.
    /// </summary>
    /// <param name="header">The header, its lines joined by commas.</param>
    /// <param name="offers">Media types, and the version that a range may ask for.</param>
    public static int Choose(string? header, ReadOnlySpan<(string Type, string? Version)> offers)
    {
        if (string.IsNullOrEmpty(header) || header == "*/*") return 0;
        int best = 0;
        double most = 0;
        for (int i = 0; i < offers.Length; i++)
        {
            double quality = Quality(header, offers[i].Type, offers[i].Version);
            if (quality > most) (best, most) = (i, quality);
        }
        return best;
    }

    private static double Quality(ReadOnlySpan<char> header, string type, string? version)
    {
        (int specificity, double quality) = (-1, 0);
        int ranges = 0;
        foreach (Range at in header.Split(','))
        {
            if (++ranges > MostRanges) break;
            ReadOnlySpan<char> range = header[at];
            int end = range.IndexOf(';');
            ReadOnlySpan<char> name = (end < 0 ? range : range[..end]).Trim();
            int fits = Fits(name, type);
            if (fits < 0) continue;
            (double q, string? asked) = Parameters(end < 0 ? [] : range[(end + 1)..]);
            if (asked is not null && version is not null && asked != version) continue;
            if (asked is not null) fits++;
            if (fits > specificity || (fits == specificity && q > quality)) (specificity, quality) = (fits, q);
        }
        return quality;
    }

    // How closely a range names a type: not at all, everything, its kind, itself.
    private static int Fits(ReadOnlySpan<char> range, string type) =>
        range.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2
        : range is "*/*" ? 0
        : range.EndsWith("/*") && type.AsSpan().StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase) ? 1
        : -1;

    private static (double Quality, string? Version) Parameters(ReadOnlySpan<char> text)
    {
        (double quality, string? version) = (1, null);
        foreach (Range at in text.Split(';'))
        {
            ReadOnlySpan<char> parameter = text[at].Trim();
            int equals = parameter.IndexOf('=');
            if (equals < 0) continue;
            ReadOnlySpan<char> value = parameter[(equals + 1)..].Trim().Trim('"');
            if (parameter[..equals].Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                // What is no weight is none: neither 2 nor NaN makes an offer the best.
                quality = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double q) && q is >= 0 and <= 1 ? q : 0;
            }
            else if (parameter[..equals].Equals("version", StringComparison.OrdinalIgnoreCase)) version = value.ToString();
        }
        return (quality, version);
    }
}
