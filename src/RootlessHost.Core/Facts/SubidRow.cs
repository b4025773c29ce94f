namespace RootlessHost.Facts;

/// <summary>One line of /etc/subuid that is a row, or that somebody could take for one.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">Bytes, without the newline.</param>
/// <param name="Owner">The owner's number within the file; -1 where the line has none.</param>
/// <param name="Oddities">Where readers differ about it.</param>
/// <param name="Sight">Whether the installed shadow sees it.</param>
/// <param name="Start">As shadow reads it; 0 where it reads nothing.</param>
/// <param name="Count">As shadow reads it.</param>
public readonly record struct SubidRow(
    int Line, int Offset, int Length, int Owner, SubidOddities Oddities, SubidSight Sight, ulong Start, ulong Count)
{
    public IdRange Range => new(Start, Count);

    public bool Is(SubidOddities oddity) => (Oddities & oddity) != SubidOddities.None;

    /// <summary>
    /// <c>x:0:0</c>, or what wraps around to the same: up to shadow 4.19 its last id is computed as 0 + 0 - 1, and newuidmap lets the owner
    /// map every id, 0 included (fixed in 4.20.0).
    /// </summary>
    public bool GrantsEverything => Is(SubidOddities.Everything);
}
