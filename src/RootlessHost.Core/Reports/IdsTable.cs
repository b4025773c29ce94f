using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The uids or the gids of a document <c>rootless-host.ids/1</c>.</summary>
/// <param name="Word"><c>uid</c> or <c>gid</c>.</param>
/// <param name="Window">What may be given out.</param>
/// <param name="Overlaps">The first of them.</param>
/// <param name="MoreOverlaps">How many are not among them.</param>
internal sealed record IdsTable(
    string Word, IdRange Window, IReadOnlyList<IdsRow> Rows, IReadOnlyList<(string A, string B, IdRange Range)> Overlaps, long MoreOverlaps, IReadOnlyList<IdRange> Free)
{
    /// <summary>The words of <see cref="IdsRow.Word"/>, in the order of <see cref="IdsState"/>.</summary>
    public static string[] States { get; } = ["granted", "reserved", "ignored", "dangerous"];

    /// <summary>How many ids are somebody's to map.</summary>
    public ulong Allocated => Sum(Rows.Where(row => row.State == IdsState.Granted).Select(row => row.Range));

    /// <summary>How many could still be given.</summary>
    public ulong Available => Sum(Free);

    // A row may claim more than the 2^32 that there are.
    private static ulong Sum(IEnumerable<IdRange> ranges) => ranges.Aggregate(0UL, (sum, range) => sum + Math.Min(range.Count, IdRange.Ids));
}
