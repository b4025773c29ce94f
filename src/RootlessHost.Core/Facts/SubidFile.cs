using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// /etc/subuid or /etc/subgid, subuid(5): every byte of it, the rows as the installed shadow sees them, and where other programs would read
/// something else. What was parsed writes back unchanged.
/// </summary>
/// <remarks>
/// No line is an error, because none is to shadow: what it does not understand it keeps and does not see. The rows of one owner are found
/// without a walk over the others: there are files of 120,000 rows.
/// </remarks>
public sealed partial class SubidFile
{
    /// <summary>Rows that are looked at; 65,536 owners of 65,536 ids each use up every id there is.</summary>
    public const int MostRows = 1 << 20;

    private static readonly Version NoNewlineRefused = new(4, 19);

    private readonly byte[] _bytes;
    private readonly Version? _shadow;
    private readonly List<SubidRow> _rows = [];
    private readonly List<int> _nextOfOwner = [];
    private readonly List<string> _owners = [];
    private readonly List<(int First, int Last)> _rowsOfOwner = [];
    private readonly Dictionary<string, int> _byOwner = new(StringComparer.Ordinal);
    private readonly List<(uint Uid, int Owner)> _padded = [];
    private bool _hasNumbers; // some owner begins with a digit; where none does, no uid needs to be looked for

    private SubidFile(byte[] bytes, Version? shadow)
    {
        _bytes = bytes;
        _shadow = shadow;
    }

    public static SubidFile Empty { get; } = new([], shadow: null);

    /// <summary>In the order of the file.</summary>
    public ReadOnlySpan<SubidRow> Rows => CollectionsMarshal.AsSpan(_rows);

    public int Lines { get; private set; }

    /// <summary>The distinct owners, blanks around them taken away, in the order of their first rows.</summary>
    public IReadOnlyList<string> Owners => _owners;

    /// <summary>The last line has its newline; an empty file has no line.</summary>
    public bool EndsInNewline => _bytes.Length == 0 || _bytes[^1] == '\n';

    /// <summary>The first line with a NUL byte; null for none.</summary>
    public int? NulLine { get; private set; }

    /// <summary>The first line that has not three fields, over which containers/storage and RootlessKit refuse the whole file; null for none.</summary>
    public int? OddLine { get; private set; }

    /// <summary>The first line of 64 KiB or more, where what is written in Go stops reading; null for none.</summary>
    public int? LongLine { get; private set; }

    /// <summary>The index of the first row that lets its owner map every id; null for none.</summary>
    public int? RootRow { get; private set; }

    /// <summary>The installed shadow refuses the whole file; null where its version is not known and matters.</summary>
    public bool? IsRefused => EndsInNewline && NulLine is null ? false : _shadow is null ? null : _shadow >= NoNewlineRefused;

    /// <summary>The lines as they stand, each with its newline.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Slices()
    {
        for (int offset = 0; offset < _bytes.Length;)
        {
            int newline = _bytes.AsSpan(offset).IndexOf((byte)'\n');
            int length = newline < 0 ? _bytes.Length - offset : newline + 1;
            yield return _bytes.AsMemory(offset, length);
            offset += length;
        }
    }

    /// <summary>The file's bytes, as they were parsed.</summary>
    public byte[] Write()
    {
        byte[] written = new byte[_bytes.Length];
        int at = 0;
        foreach (ReadOnlyMemory<byte> slice in Slices())
        {
            slice.Span.CopyTo(written.AsSpan(at));
            at += slice.Length;
        }
        return written;
    }

    /// <summary>
    /// The indexes of the rows that begin with an account's name or its uid, in the order of the file, odd ones included. Without allocating when there are none.
    /// </summary>
    public IReadOnlyList<int> RowsOf(string name, uint? uid)
    {
        List<int>? found = null;
        if (_byOwner.TryGetValue(name, out int owner)) AddRows(owner, ref found);
        if (_hasNumbers && uid is { } number)
        {
            Span<char> digits = stackalloc char[10];
            number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
            ReadOnlySpan<char> text = digits[..length];
            bool merge = found is not null;
            if (!text.SequenceEqual(name) && _byOwner.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int numeric)) AddRows(numeric, ref found);
            foreach ((uint padded, int owned) in _padded)
            {
                if (padded == number) AddRows(owned, ref found);
            }
            if (merge) found!.Sort();
        }
        return found ?? (IReadOnlyList<int>)[];
    }

    /// <summary>There is a row with this owner.</summary>
    public bool HasOwner(string name) => _byOwner.ContainsKey(name);

    /// <summary>The owner of a row as it is written, blanks around it taken away; empty where the line has none.</summary>
    public string OwnerOf(SubidRow row) => row.Owner < 0 ? "" : _owners[row.Owner];

    /// <summary>The row as it is written.</summary>
    public ReadOnlySpan<byte> BytesOf(SubidRow row) => _bytes.AsSpan(row.Offset, row.Length);

    /// <summary>The row for people: one line, shortened where it is long.</summary>
    public string TextOf(SubidRow row)
    {
        const int Enough = 400;
        return Printable.Of(Decode(BytesOf(row)[..Math.Min(row.Length, Enough)]));
    }

    /// <summary>What containers/storage and RootlessKit read in a row by themselves; null where they give up.</summary>
    public IdRange? GoReading(SubidRow row) => row.Oddities == SubidOddities.None ? row.Range : new SubidLine(BytesOf(row)).Go;

    /// <summary>What Docker reads in a row for userns-remap.</summary>
    public IdRange DockerReading(SubidRow row) => row.Oddities == SubidOddities.None ? row.Range : new SubidLine(BytesOf(row)).Docker;

    /// <summary>
    /// The runs of ids that programs could take the row for, within the 2^32 there are; empty ones where there is none. What the installed shadow does not see
    /// another version may.
    /// </summary>
    public (IdRange Shadow, IdRange Other) Readings(SubidRow row)
    {
        var all = new IdRange(0, IdRange.Ids);
        IdRange shadow = row.GrantsEverything ? all : all.Intersect(row.Range);
        if (row.Oddities == SubidOddities.None) return (shadow, default);
        IdRange docker = all.Intersect(DockerReading(row));
        return (shadow, docker == shadow ? default : docker);
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private void AddRows(int owner, ref List<int>? found)
    {
        found ??= new List<int>(1);
        for (int row = _rowsOfOwner[owner].First; row >= 0; row = _nextOfOwner[row]) found.Add(row);
    }
}
