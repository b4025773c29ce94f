using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>One number space, the uids or the gids: who has what of it, and what is free.</summary>
internal sealed class IdsSpace
{
    // Of files in which everybody has the same range, the pairs are as many as the square of the rows.
    private const int MostOverlaps = 1000;

    private readonly HostFacts _host;
    private readonly SubidTable _table;
    private readonly IdsRow[] _rows;

    /// <exception cref="IOException">The file could not be read.</exception>
    public IdsSpace(HostFacts host, IdKind kind)
    {
        _host = host;
        _table = host.Subids(kind);
        Kind = kind;
        Window = SubordinateIdOffers.Window(host, kind);
        Real = host.RealIds(kind);
        Reserved = host.Reserved;
        SubidFile file = _table.File;
        _rows = new IdsRow[file.Rows.Length];
        for (int i = 0; i < _rows.Length; i++) _rows[i] = Judge(file.Rows[i]);
        var pairs = new SubidOverlaps(Claims());
        Overlaps = [.. pairs.Pairs(MostOverlaps).Select(pair => new IdsOverlap(_rows[pair.A.Row], _rows[pair.B.Row], pair.A.Range.Intersect(pair.B.Range)))];
        MoreOverlaps = Math.Max(0, pairs.CountPairs() - Overlaps.Count);
        Free = [.. FreeIn(Window, SubordinateIdAllocator.Merge([.. host.Subids(kind).File.Rows.Length == 0 ? [] : Taken(), .. Others()]))];
    }

    public IdKind Kind { get; }

    public string Path => _table.Path;

    /// <summary><c>uid</c> or <c>gid</c>.</summary>
    public string Word => _table.Word;

    /// <summary>What login.defs lets be given out.</summary>
    public IdRange Window { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<IdsRow> Rows => _rows;

    /// <summary>In the order of the ids, the first thousand.</summary>
    public IReadOnlyList<IdsOverlap> Overlaps { get; }

    /// <summary>How many are not among them.</summary>
    public long MoreOverlaps { get; }

    /// <summary>What is neither taken nor reserved within the window.</summary>
    public IReadOnlyList<IdRange> Free { get; }

    /// <summary>How many blocks of 65,536 ids fit there.</summary>
    public ulong FreeBlocks => Free.Aggregate(0UL, (sum, free) => sum + (free.Count / SubordinateIdBlocks.Size));

    /// <summary>Ids of accounts or groups.</summary>
    public RealIds Real { get; }

    public IReadOnlyList<ReservedRange> Reserved { get; }

    private IdsRow Judge(SubidRow row)
    {
        SubidFile file = _table.File;
        string owner = file.OwnerOf(row);
        string? user = row.Owner < 0 || row.Is(SubidOddities.Nis | SubidOddities.Disabled) ? null : _table.UserOf(row.Owner);
        bool isSeen = row.Sight != SubidSight.Invisible;
        (IdRange shadow, IdRange other) = file.Readings(row);
        IdRange range = isSeen ? row.GrantsEverything ? shadow : row.Range : file.DockerReading(row);
        (IdsState state, string why) = State(row, user, range, other);
        return new IdsRow(row.Line, owner, user, range, state, why);
    }

    private (IdsState State, string Why) State(SubidRow row, string? user, IdRange range, IdRange other)
    {
        if (_host.SubidPlugin is { } plugin) return (IdsState.Ignored, $"nsswitch.conf gives subid to {plugin}");
        if (row.Is(SubidOddities.Nis)) return (IdsState.Ignored, "begins with + or -, which newuidmap passes over");
        if (row.GrantsEverything) return (IdsState.Dangerous, "every id, root's included, up to shadow 4.19");
        if (row.Is(SubidOddities.Malformed) && other.Count > 0 && other.Start == 0) return (IdsState.Dangerous, "no start that Docker can read: it takes 0, which is root");
        if (row.Is(SubidOddities.OctalOrDecimal)) return (IdsState.Dangerous, $"a leading zero: {other.Start} to Docker, {(row.Is(SubidOddities.Malformed) ? "nothing" : row.Start)} to newuidmap");
        if (row.Is(SubidOddities.TrailingBlank)) return (IdsState.Ignored, "ends in a blank or a carriage return");
        if (row.Is(SubidOddities.Malformed)) return (IdsState.Ignored, "not NAME:START:COUNT");
        if (row.Is(SubidOddities.OwnerBlank)) return (IdsState.Ignored, "a blank beside the name");
        if (row.Sight == SubidSight.Invisible) return (IdsState.Ignored, row.Is(SubidOddities.TooLong) ? "longer than 1023 bytes" : "this version of shadow does not read it");
        if (row.Count == 0) return (IdsState.Ignored, "no ids");
        if (row.Is(SubidOddities.Disabled)) return (IdsState.Reserved, "# or ! before the name: nobody's, and kept");
        if (range.End > IdRange.Ids - 1) return (IdsState.Dangerous, "goes past 4294967294");
        if (_host.ReservedIn(range) is { IsFatal: true } fatal) return (IdsState.Dangerous, $"reaches into the ids of {fatal.Name}");
        if (Real.Within(range) is (var first, > 0)) return (IdsState.Dangerous, $"includes {Word} {Real.Ids[first]}, which is {Real.NameAt(first)}");
        if (_table.KindOf(row.Owner) == IdOwner.Nobody) return (IdsState.Reserved, "no account of that name");
        if (_table.Strong.Meets(range, _table.IdentityOf(row.Owner))) return (IdsState.Dangerous, "another owner has some of it");
        return row.Sight == SubidSight.Uncertain ? (IdsState.Ignored, "some versions of shadow read it")
            : (IdsState.Granted, user is null ? "kept for the program of that name" : $"{user} may map it");
    }

    private List<SubidClaim> Claims()
    {
        var claims = new List<SubidClaim>();
        for (int i = 0; i < _rows.Length; i++)
        {
            // Each its own owner: two rows of one account that meet are an overlap as well.
            IdRange range = new IdRange(0, IdRange.Ids).Intersect(_rows[i].Range);
            if (range.Count > 0 && _rows[i].State is not IdsState.Ignored) claims.Add(new(range.Start, range.End, (ulong)i, i));
        }
        return claims;
    }

    private IEnumerable<IdRange> Taken()
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            (IdRange shadow, IdRange other) = _table.File.Readings(_table.File.Rows[i]);
            if (shadow.Count > 0) yield return shadow;
            if (other.Count > 0) yield return other;
        }
    }

    private IEnumerable<IdRange> Others()
    {
        foreach (ReservedRange reserved in Reserved) yield return reserved.Range;
        for (int i = 0; i < Real.Ids.Length; i++) yield return new(Real.Ids[i], 1);
    }

    private static IEnumerable<IdRange> FreeIn(IdRange window, List<IdRange> taken)
    {
        ulong next = window.Start;
        foreach (IdRange range in taken)
        {
            if (range.Start >= window.End) break;
            if (range.Start > next) yield return ReservedRange.Between(next, range.Start - 1);
            next = Math.Max(next, range.End);
        }
        if (next < window.End) yield return ReservedRange.Between(next, window.Last);
    }
}
