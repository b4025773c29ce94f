using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>Where blocks of ids would fit between what is taken: those aligned to 65,536 first, then the others.</summary>
internal sealed class SubordinateIdBlocks
{
    /// <summary>Ids of a block unless somebody wants more, and what blocks are aligned to.</summary>
    public const ulong Size = 65536;

    private readonly ulong _size;
    private readonly ulong _step;

    private readonly List<ulong> _aligned = [];
    private readonly List<ulong> _unaligned = [];
    private readonly int[] _nextAligned;
    private readonly int[] _nextUnaligned;

    /// <param name="window">The ids that may be given.</param>
    /// <param name="taken">The ids that may not, in rising order, disjoint.</param>
    /// <param name="size">Ids of a block.</param>
    public SubordinateIdBlocks(IdRange window, IReadOnlyList<IdRange> taken, ulong size = Size)
    {
        _size = size;
        _step = Step(size);
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

    /// <summary>From one aligned block to the next.</summary>
    public static ulong Step(ulong size) => (size + Size - 1) / Size * Size;

    /// <summary>The lowest block that starts above an id, taken from now on; null when there is none.</summary>
    public IdRange? Take(ulong above) => Take(_aligned, _nextAligned, above) ?? Take(_unaligned, _nextUnaligned, above);

    private IdRange? Take(List<ulong> starts, int[] next, ulong above)
    {
        int at = above == 0 ? 0 : starts.BinarySearch(above + 1);
        at = Find(next, at < 0 ? ~at : at);
        if (at == starts.Count) return null;
        next[at] = at + 1;
        return new(starts[at], _size);
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
        ulong first = Step(start);
        if (first + _size <= end)
        {
            _aligned.EnsureCapacity(_aligned.Count + (int)((end - first - _size) / _step) + 1);
            for (; first + _size <= end; first += _step) _aligned.Add(first);
        }
        else if (end - start >= _size)
        {
            _unaligned.Add(start);
        }
    }
}
