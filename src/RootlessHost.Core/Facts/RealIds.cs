namespace RootlessHost.Facts;

/// <summary>The uids of accounts, or the gids of groups, that no subordinate range may touch.</summary>
public sealed class RealIds
{
    private readonly uint[] _ids;
    private readonly string[] _names;

    /// <summary>Of one id with several names, the one that is given first is shown.</summary>
    public RealIds(IEnumerable<(uint Id, string Name)> known)
    {
        var keys = new List<ulong>(); // the id, and its place among those given
        var given = new List<string>();
        foreach ((uint id, string name) in known)
        {
            keys.Add(((ulong)id << 32) | (uint)keys.Count);
            given.Add(name);
        }
        keys.Sort();
        int distinct = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            if (i == 0 || keys[i] >> 32 != keys[i - 1] >> 32) keys[distinct++] = keys[i];
        }
        _ids = new uint[distinct];
        _names = new string[distinct];
        for (int i = 0; i < distinct; i++) (_ids[i], _names[i]) = ((uint)(keys[i] >> 32), given[(int)(uint)keys[i]]);
    }

    /// <summary>In rising order.</summary>
    public ReadOnlySpan<uint> Ids => _ids;

    public string NameAt(int index) => _names[index];

    /// <summary>The account's name; null when nobody has the id.</summary>
    public string? Find(uint id) => Array.BinarySearch(_ids, id) is >= 0 and var at ? _names[at] : null;

    /// <summary>The first of those within a range, and how many there are.</summary>
    public (int First, int Count) Within(IdRange range)
    {
        int first = LowerBound(range.Start);
        return (first, LowerBound(range.End) - first);
    }

    private int LowerBound(ulong id)
    {
        if (id > uint.MaxValue) return _ids.Length;
        int at = Array.BinarySearch(_ids, (uint)id);
        return at < 0 ? ~at : at;
    }
}
