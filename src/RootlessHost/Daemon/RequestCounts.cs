using System.Buffers;
using System.Buffers.Text;
using System.Text;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>How many requests were answered, by route and status: a fixed number of counters, whatever is asked for.</summary>
internal sealed class RequestCounts
{
    private const string Name = "http_requests_total";
    private const int MostDigits = 20;

    private static readonly int[] Codes = [200, 204, 304, 400, 403, 404, 405, 413, 429, 500, 503];

    // The series' names are written once; a scrape only adds the numbers.
    private static readonly byte[][] Series =
    [
        .. from route in Routes.Names
           from code in Codes
           select Encoding.UTF8.GetBytes(Exposition.Series(Name, $"{Exposition.Label("route", route)},{Exposition.Label("code", $"{code}")}")),
    ];

    private readonly long[] _counts = new long[Series.Length];

    public void Add(Route route, int status) => Interlocked.Increment(ref _counts[((int)route * Codes.Length) + Array.IndexOf(Codes, status)]);

    public static void Describe(Exposition metrics) => metrics.Describe(Name, "Requests answered, by route and status.", "counter");

    /// <summary>The samples of what was asked for at least once, and then <paramref name="end"/>.</summary>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> end)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            long count = Volatile.Read(ref _counts[i]);
            if (count == 0) continue;
            Span<byte> space = output.GetSpan(Series[i].Length + MostDigits + 1);
            Series[i].CopyTo(space);
            Utf8Formatter.TryFormat(count, space[Series[i].Length..], out int digits);
            space[Series[i].Length + digits] = (byte)'\n';
            output.Advance(Series[i].Length + digits + 1);
        }
        output.Write(end);
    }
}
