namespace RootlessHost.Facts;

/// <summary>
/// Which claims meet which. Made in n log n, and asked in log n and what is wanted: there are files in which everybody has the same range.
/// </summary>
public sealed class SubidOverlaps
{
    private const int None = -1;

    private readonly SubidClaim[] _claims; // by start, then row
    private readonly ulong[] _ends;        // sorted
    private readonly int[] _best;          // of the claims up to here, the one that ends last
    private readonly int[] _second;        // the same among those of other owners than the best's
    private readonly int[] _nextOwner;     // the next claim of another owner than this one's

    public SubidOverlaps(IReadOnlyCollection<SubidClaim> claims)
    {
        _claims = [.. claims];
        int length = _claims.Length;
        // One word is both keys: an id has 32 bits, an index 24 at most.
        var keys = new ulong[length];
        for (int i = 0; i < length; i++) keys[i] = (_claims[i].Start << 24) | (uint)_claims[i].Row;
        Array.Sort(keys, _claims);
        _ends = new ulong[length];
        (_best, _second, _nextOwner) = (new int[length], new int[length], new int[length]);
        (int best, int second) = (None, None);
        for (int i = 0; i < length; i++)
        {
            _ends[i] = _claims[i].End;
            if (best == None || _claims[i].End > _claims[best].End)
            {
                if (best != None && _claims[best].Owner != _claims[i].Owner) second = best;
                best = i;
            }
            else if (_claims[i].Owner != _claims[best].Owner && (second == None || _claims[i].End > _claims[second].End))
            {
                second = i;
            }
            (_best[i], _second[i]) = (best, second);
        }
        Array.Sort(_ends);
        for (int i = length - 1; i >= 0; i--)
        {
            _nextOwner[i] = i + 1 == length ? length : _claims[i + 1].Owner != _claims[i].Owner ? i + 1 : _nextOwner[i + 1];
        }
    }

    /// <summary>Claims of other owners than this one that meet a range, at most so many; at least one when there is one.</summary>
    public IEnumerable<SubidClaim> Others(IdRange range, ulong owner, int most)
    {
        if (range.Count == 0) yield break;
        int first = Before(range.Start);
        int found = 0;
        if (first > 0)
        {
            int last = first - 1;
            int candidate = _claims[_best[last]].Owner != owner ? _best[last] : _second[last];
            if (candidate != None && _claims[candidate].Owner != owner && _claims[candidate].End > range.Start)
            {
                yield return _claims[candidate];
                found++;
            }
        }
        for (int i = first; found < most && i < _claims.Length && _claims[i].Start < range.End;)
        {
            if (_claims[i].Owner == owner)
            {
                i = _nextOwner[i];
                continue;
            }
            yield return _claims[i++];
            found++;
        }
    }

    /// <summary>A claim of another owner than this one meets a range.</summary>
    public bool Meets(IdRange range, ulong owner)
    {
        if (range.Count == 0 || _claims.Length == 0) return false;
        int first = Before(range.Start);
        if (first > 0)
        {
            int candidate = _claims[_best[first - 1]].Owner != owner ? _best[first - 1] : _second[first - 1];
            if (candidate != None && _claims[candidate].Owner != owner && _claims[candidate].End > range.Start) return true;
        }
        while (first < _claims.Length && _claims[first].Start < range.End)
        {
            if (_claims[first].Owner != owner) return true;
            first = _nextOwner[first];
        }
        return false;
    }

    /// <summary>How many claims meet a range, whoever owns them.</summary>
    public int Count(IdRange range)
    {
        if (range.Count == 0) return 0;
        (int ended, int high) = (0, _ends.Length);
        while (ended < high)
        {
            int middle = (ended + high) >>> 1;
            if (_ends[middle] <= range.Start) ended = middle + 1;
            else high = middle;
        }
        return Before(range.End) - ended;
    }

    /// <summary>Pairs of claims that meet, in the order of the ids; at most so many.</summary>
    public IEnumerable<(SubidClaim A, SubidClaim B)> Pairs(int most)
    {
        int found = 0;
        for (int i = 0; i < _claims.Length; i++)
        {
            for (int j = i + 1; j < _claims.Length && _claims[j].Start < _claims[i].End; j++)
            {
                if (_claims[i].Row == _claims[j].Row) continue;
                if (found++ == most) yield break;
                yield return (_claims[i], _claims[j]);
            }
        }
    }

    /// <summary>How many pairs there are.</summary>
    public long CountPairs()
    {
        long count = 0;
        for (int i = 0; i < _claims.Length; i++) count += Before(_claims[i].End) - i - 1;
        return count;
    }

    // How many claims start before an id.
    private int Before(ulong id)
    {
        (int low, int high) = (0, _claims.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_claims[middle].Start < id) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
