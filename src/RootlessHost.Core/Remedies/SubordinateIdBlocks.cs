using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>Where blocks of 65,536 ids would fit between what is taken: aligned ones first, then the others.</summary>
internal sealed class SubordinateIdBlocks
{
    public const ulong Size = 65536;

    private readonly List<ulong> _aligned = [];
    private readonly List<ulong> _unaligned = [];
    private readonly int[] _nextAligned;
    private readonly int[] _nextUnaligned;

    /// <param name="window">The ids that may be given.</param>
    /// <param name="taken">The ids that may not, in rising order, disjoint.</param>
    public SubordinateIdBlocks(IdRange window, IReadOnlyList<IdRange> taken)
    {
        ulong free = window.Start;
        foreach (IdRange range in taken)
        {
            if (range.Start >= window.End) break;
            if (range.Start > free) AddGap(free, range.Start);
            free = Math.Max(free, range.End);
        }
        if (window.End > free) AddGap(free, window.End);
        _nextAligned = [.. Enumerable.Range(0, _aligned.Count + 1)];
        _nextUnaligned = [.. Enumerable.Range(0, _unaligned.Count + 1)];
    }

    /// <summary>The lowest block that starts above an id, taken from now on; null when there is none.</summary>
    public IdRange? Take(ulong above) => Take(_aligned, _nextAligned, above) ?? Take(_unaligned, _nextUnaligned, above);

    private static IdRange? Take(List<ulong> starts, int[] next, ulong above)
    {
        int at = above == 0 ? 0 : starts.BinarySearch(above + 1);
        at = Find(next, at < 0 ? ~at : at);
        if (at == starts.Count) return null;
        next[at] = at + 1;
        return new(starts[at], Size);
    }

    // The first at or behind this one that is not taken. The way there is shortened for the next who asks (union-find).
    private static int Find(int[] next, int at)
    {
        int free = at;
        while (next[free] != free) free = next[free];
        while (next[at] != free && at != free) (at, next[at]) = (next[at], free);
        return free;
    }

    private void AddGap(ulong start, ulong end)
    {
        ulong first = (start + Size - 1) / Size * Size;
        if (first + Size <= end)
        {
            for (; first + Size <= end; first += Size) _aligned.Add(first);
        }
        else if (end - start >= Size)
        {
            _unaligned.Add(start);
        }
    }
}
