using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>
/// Finds ids for accounts that lack some: a block each, aligned to 65,536 where there is room for that, the same for uids and gids where it is
/// free as both, and touching nothing that is taken. The same needs get the same blocks in whatever order they are named.
/// </summary>
/// <param name="uidWindow">SUB_UID_MIN to SUB_UID_MAX.</param>
/// <param name="gidWindow">SUB_GID_MIN to SUB_GID_MAX.</param>
/// <param name="uidsTaken">What no uid range may touch, in any order.</param>
/// <param name="gidsTaken">What no gid range may touch.</param>
/// <param name="count">Ids of a block.</param>
internal sealed class SubordinateIdAllocator(IdRange uidWindow, IdRange gidWindow, IEnumerable<IdRange> uidsTaken, IEnumerable<IdRange> gidsTaken, ulong count = SubordinateIdBlocks.Size)
{
    private readonly List<IdRange> _uids = uidsTaken as List<IdRange> ?? [.. uidsTaken];
    private readonly List<IdRange> _gids = gidsTaken as List<IdRange> ?? [.. gidsTaken];

    /// <summary>A block for each need, by the name of the account; without those that nothing was found for.</summary>
    /// <param name="needs">Who lacks what.</param>
    /// <param name="onlyPreferred">Nobody gets another block than the preferred one.</param>
    public Dictionary<string, (IdRange? Uids, IdRange? Gids)> Allocate(IEnumerable<SubordinateIdNeed> needs, bool onlyPreferred = false)
    {
        SubordinateIdNeed[] inOrder = [.. needs];
        Array.Sort(inOrder, (left, right) => left.Account.Uid.CompareTo(right.Account.Uid) is not 0 and var order ? order : string.CompareOrdinal(left.Account.Name, right.Account.Name));
        var found = new Dictionary<string, (IdRange? Uids, IdRange? Gids)>(inOrder.Length, StringComparer.Ordinal);
        SubordinateIdNeed[] open = TakePreferred(inOrder, found);
        if (onlyPreferred) return found;
        if (open.Length > 0) open = TakeCommon(open, found);
        if (open.Length > 0) TakeApart(open, found);
        return found;
    }

    /// <summary>The ranges in rising order, those that touch made one.</summary>
    internal static List<IdRange> Merge(List<IdRange> ranges)
    {
        var starts = new ulong[ranges.Count];
        var ends = new ulong[ranges.Count];
        for (int i = 0; i < starts.Length; i++) (starts[i], ends[i]) = (ranges[i].Start, ranges[i].End);
        Array.Sort(starts, ends);
        var merged = new List<IdRange>();
        (ulong start, ulong end) = (0, 0);
        for (int i = 0; i < starts.Length; i++)
        {
            if (starts[i] > end)
            {
                if (end > start) merged.Add(new(start, end - start));
                start = starts[i];
            }
            end = Math.Max(end, ends[i]);
        }
        if (end > start) merged.Add(new(start, end - start));
        return merged;
    }

    // Who has uids and no gids gets the gids of the same numbers, if those are free.
    private SubordinateIdNeed[] TakePreferred(SubordinateIdNeed[] needs, Dictionary<string, (IdRange? Uids, IdRange? Gids)> found)
    {
        if (!Array.Exists(needs, need => need.Preferred is not null)) return needs;
        (List<IdRange> uids, List<IdRange> gids) = (Merge(_uids), Merge(_gids));
        (ulong uidsEnd, ulong gidsEnd) = (0, 0);
        foreach (SubordinateIdNeed need in needs.Where(need => need.Preferred is not null).OrderBy(need => need.Preferred!.Value.Start))
        {
            IdRange wanted = need.Preferred!.Value;
            if (wanted.Start <= need.Above && need.Above > 0) continue;
            if (need.Uids && (wanted.Start < uidsEnd || !IsFree(uids, wanted))) continue;
            if (need.Gids && (wanted.Start < gidsEnd || !IsFree(gids, wanted))) continue;
            if (need.Uids) uidsEnd = wanted.End;
            if (need.Gids) gidsEnd = wanted.End;
            found[need.Account.Name] = Take(need, wanted);
        }
        return Array.FindAll(needs, need => !found.ContainsKey(need.Account.Name));
    }

    private SubordinateIdNeed[] TakeCommon(SubordinateIdNeed[] needs, Dictionary<string, (IdRange? Uids, IdRange? Gids)> found)
    {
        var blocks = new SubordinateIdBlocks(uidWindow.Intersect(gidWindow), Merge([.. _uids, .. _gids]), count);
        var open = new List<SubordinateIdNeed>();
        foreach (SubordinateIdNeed need in needs)
        {
            if (blocks.Take(need.Above) is { } block) found[need.Account.Name] = Take(need, block);
            else open.Add(need);
        }
        return [.. open];
    }

    // No block is free as both: one for each kind, or nothing.
    private void TakeApart(SubordinateIdNeed[] needs, Dictionary<string, (IdRange? Uids, IdRange? Gids)> found)
    {
        var uids = new SubordinateIdBlocks(uidWindow, Merge(_uids), count);
        var gids = new SubordinateIdBlocks(gidWindow, Merge(_gids), count);
        foreach (SubordinateIdNeed need in needs)
        {
            IdRange? uid = need.Uids ? uids.Take(need.Above) : null;
            IdRange? gid = need.Gids ? gids.Take(need.Above) : null;
            if (need.Uids == uid is not null && need.Gids == gid is not null) found[need.Account.Name] = (uid, gid);
        }
    }

    private (IdRange? Uids, IdRange? Gids) Take(SubordinateIdNeed need, IdRange block)
    {
        if (need.Uids) _uids.Add(block);
        if (need.Gids) _gids.Add(block);
        return (need.Uids ? block : null, need.Gids ? block : null);
    }

    private static bool IsFree(List<IdRange> merged, IdRange range)
    {
        (int low, int high) = (0, merged.Count);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (merged[middle].End <= range.Start) low = middle + 1;
            else high = middle;
        }
        return low == merged.Count || merged[low].Start >= range.End;
    }
}
