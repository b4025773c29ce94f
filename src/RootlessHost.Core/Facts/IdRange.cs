namespace RootlessHost.Facts;

/// <summary>A run of user or group ids. 64-bit, because a row may claim more than the 2^32 that there are.</summary>
/// <param name="Start">The first id.</param>
/// <param name="Count">How many.</param>
public readonly record struct IdRange(ulong Start, ulong Count)
{
    /// <summary>The ids that a kernel has: 2^32, the last of which, 4294967295, means "none".</summary>
    public const ulong Ids = 1UL << 32;

    /// <summary>One past the last id; saturates.</summary>
    public ulong End => Start + Count < Start ? ulong.MaxValue : Start + Count;

    /// <summary>The last id. Of an empty range, the start.</summary>
    public ulong Last => Count == 0 ? Start : End - 1;

    public bool Contains(ulong id) => id >= Start && id < End;

    public bool Overlaps(IdRange other) => Start < other.End && other.Start < End && Count > 0 && other.Count > 0;

    /// <summary>The ids in both; empty when there are none.</summary>
    public IdRange Intersect(IdRange other)
    {
        ulong start = Math.Max(Start, other.Start);
        ulong end = Math.Min(End, other.End);
        return end > start ? new(start, end - start) : new(start, 0);
    }

    public override string ToString() => $"{Start}-{Last}";
}
