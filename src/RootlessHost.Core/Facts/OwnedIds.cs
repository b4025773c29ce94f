namespace RootlessHost.Facts;

/// <summary>The subordinate ids of one kind that an account has, and the rows that it would have more by.</summary>
public sealed class OwnedIds
{
    private OwnedIds(SubidTable table, OwnedRange[] granted, IReadOnlyList<int> odd)
    {
        Table = table;
        Granted = granted;
        Odd = odd;
        foreach (OwnedRange owned in granted)
        {
            Sum += owned.Range.Count;
            Largest = Math.Max(Largest, owned.Range.Count);
        }
    }

    public SubidTable Table { get; }

    /// <summary>In the order of the file.</summary>
    public OwnedRange[] Granted { get; }

    /// <summary>Rows of the account that somebody does not read, or not as others do; indexes in the file.</summary>
    public IReadOnlyList<int> Odd { get; }

    /// <summary>All ids together.</summary>
    public ulong Sum { get; }

    /// <summary>Of the largest range.</summary>
    public ulong Largest { get; }

    /// <summary>The plugin that answers, and could not be asked; null when the answer is complete.</summary>
    public string? Unasked { get; private init; }

    /// <summary>From the file, as newuidmap reads it, or as Docker does when its daemon writes the map itself.</summary>
    public static OwnedIds FromFile(SubidTable table, Account account, bool exists, bool byDocker)
    {
        SubidFile file = table.File;
        IReadOnlyList<int> rows = file.RowsOf(account.Name, exists ? account.Uid : null);
        if (rows.Count == 0) return table.OfNobody;
        var granted = new OwnedRange[rows.Count];
        int count = 0;
        List<int>? odd = null;
        for (int i = 0; i < rows.Count; i++)
        {
            int index = rows[i];
            SubidRow row = file.Rows[index];
            if (row.Is(SubidOddities.Nis)) continue;
            if (row.Oddities != SubidOddities.None || row.Count == 0 || IsPadded(file, row, account)) (odd ??= []).Add(index);
            IdRange range = byDocker ? file.DockerReading(row) : row.Range;
            bool sees = byDocker
                ? range.Count > 0
                : row.Sight == SubidSight.Visible && row.Count > 0 && !row.Is(SubidOddities.OwnerBlank) && !IsPadded(file, row, account);
            if (sees) granted[count++] = new(range, index);
        }
        return new(table, count == granted.Length ? granted : granted[..count], odd ?? (IReadOnlyList<int>)[]);
    }

    /// <summary>None.</summary>
    internal static OwnedIds None(SubidTable table) => new(table, [], []);

    /// <summary>From what getsubids printed for the account; null is no answer.</summary>
    public static OwnedIds FromPlugin(SubidTable table, string? answer) =>
        new(table, answer is null ? [] : [.. GetsubidsOutput.Parse(answer).Select(range => new OwnedRange(range, Row: -1))], []);

    /// <summary>The plugin cannot be asked from here.</summary>
    public static OwnedIds Unknown(SubidTable table, string plugin) => new(table, [], []) { Unasked = plugin };

    // 01000 is uid 1000 to shadow from 4.20 on, and to nobody else.
    private static bool IsPadded(SubidFile file, SubidRow row, Account account) => file.OwnerOf(row) is ['0', _, ..] owner && owner != account.Name;
}
