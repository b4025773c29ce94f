namespace RootlessHost.Facts;

/// <summary>A line of /etc/subuid taken apart, once as shadow does it (lib/subordinateio.c) and once as programs in Go do.</summary>
internal readonly ref struct SubidLine
{
    /// <summary>Bytes of a line that shadow reads: its buffer has 1024.</summary>
    private const int MostOfShadow = 1023;

    private static readonly Version FourFieldsRefused = new(4, 19);
    private static readonly Version NegativeTaken = new(4, 14);
    private static readonly Version NegativeRefused = new(4, 17, 4);
    private static readonly Version BeyondRefused = new(4, 20);

    private readonly SubidNumber _start;
    private readonly SubidNumber _count;

    public SubidLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> trimmed = line.Trim(Blanks);
        IsBlank = trimmed.IsEmpty;
        IsComment = !IsBlank && trimmed[0] == '#';
        Colons = trimmed.Count((byte)':');
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> owner = colon < 0 ? [] : line[..colon];
        Owner = owner.Trim(Blanks);
        if (Owner.Length != owner.Length) Oddities |= SubidOddities.OwnerBlank;
        if (line.Length > 0 && line[0] is (byte)'+' or (byte)'-') Oddities |= SubidOddities.Nis;
        if (Owner.Length > 0 && Owner[0] is (byte)'#' or (byte)'!') Oddities |= SubidOddities.Disabled;
        if (line.Length > MostOfShadow) Oddities |= SubidOddities.TooLong;
        if (line.Contains((byte)0)) Oddities |= SubidOddities.Nul;
        if (colon <= 0 || line[(colon + 1)..] is var rest && rest.IndexOf((byte)':') is var second && second < 0)
        {
            Oddities |= SubidOddities.Malformed;
            return;
        }
        ReadOnlySpan<byte> last = rest[(second + 1)..];
        int third = last.IndexOf((byte)':');
        if (third >= 0)
        {
            Oddities |= SubidOddities.MoreFields;
            last = last[..third];
        }
        _start = SubidNumber.Parse(rest[..second]);
        // What is written in Go trims the line first.
        ReadOnlySpan<byte> trimmedLast = third >= 0 ? last : last.TrimEnd(Blanks);
        if (trimmedLast.Length != last.Length) Oddities |= SubidOddities.TrailingBlank;
        _count = SubidNumber.Parse(trimmedLast);
        if (!_start.IsC || !_count.IsC || Has(SubidOddities.TrailingBlank))
        {
            Oddities |= SubidOddities.Malformed;
        }
        else
        {
            if (_start.IsNegative || _count.IsNegative) Oddities |= SubidOddities.Negative;
            if (IsBeyond(_start.C, _count.C)) Oddities |= SubidOddities.Beyond;
        }
        if (!_start.IsGo || !_count.IsGo) Oddities |= SubidOddities.NotDecimal;
        else if ((_start.IsC && _start.C != (ulong)_start.Go) || (_count.IsC && _count.C != (ulong)_count.Go) || Misread(_start) || Misread(_count)) Oddities |= SubidOddities.OctalOrDecimal;
    }

    public static ReadOnlySpan<byte> Blanks => " \t\n\v\f\r"u8;

    public bool IsBlank { get; }

    public bool IsComment { get; }

    public int Colons { get; }

    public ReadOnlySpan<byte> Owner { get; }

    public SubidOddities Oddities { get; }

    /// <summary>What shadow reads, whatever its version thinks of it; 0:0 where no version reads a row.</summary>
    public IdRange Shadow => (Oddities & SubidOddities.Malformed) != SubidOddities.None ? default : new(_start.C, _count.C);

    /// <summary>What containers/storage and RootlessKit read by themselves; null where they give up.</summary>
    public IdRange? Go => Colons == 2 && _start.IsGo && _count.IsGo && _start.Go >= 0 && _count.Go >= 0 ? new((ulong)_start.Go, (ulong)_count.Go) : null;

    /// <summary>What Docker reads for userns-remap: where a number is none, it takes 0 (moby/sys/user, "conversion errors ignored").</summary>
    public IdRange Docker => new(_start.IsGo && _start.Go > 0 ? (ulong)_start.Go : 0, _count.IsGo && _count.Go > 0 ? (ulong)_count.Go : 0);

    /// <summary>Whether a version of shadow sees a row here; null is a version that is not known.</summary>
    public SubidSight Sight(Version? shadow)
    {
        const SubidOddities NeverSeen = SubidOddities.Malformed | SubidOddities.Nis | SubidOddities.TooLong;
        if ((Oddities & NeverSeen) != SubidOddities.None) return SubidSight.Invisible;
        SubidSight sight = SubidSight.Visible;
        if (Has(SubidOddities.MoreFields)) Lower(shadow is null ? SubidSight.Uncertain : shadow < FourFieldsRefused ? SubidSight.Visible : SubidSight.Invisible);
        if (Has(SubidOddities.Negative)) Lower(shadow is null ? SubidSight.Uncertain : shadow < NegativeTaken ? SubidSight.Visible : shadow < NegativeRefused ? SubidSight.Uncertain : SubidSight.Invisible);
        if (Has(SubidOddities.Beyond)) Lower(shadow is null ? SubidSight.Uncertain : shadow < BeyondRefused ? SubidSight.Visible : SubidSight.Invisible);
        if (Has(SubidOddities.Nul)) Lower(SubidSight.Uncertain);
        return sight;

        void Lower(SubidSight other) => sight = other < sight ? other : sight;
    }

    /// <summary>A version of shadow takes the row for all ids.</summary>
    public bool GrantsEverything(Version? shadow) =>
        !(shadow >= BeyondRefused) && !Has(SubidOddities.Disabled | SubidOddities.OwnerBlank)
        && Sight(shadow) != SubidSight.Invisible && _start.C == 0 && (_count.C is 0 or ulong.MaxValue);

    private bool Has(SubidOddities oddity) => (Oddities & oddity) != SubidOddities.None;

    // 0900000 is no octal number, so shadow sees nothing where others read 900000.
    private static bool Misread(SubidNumber number) => number.IsGo && !number.IsC && number.Go != 0;

    private static bool IsBeyond(ulong start, ulong count) =>
        start >= IdRange.Ids || count > Math.Min(IdRange.Ids - start, IdRange.Ids - 1);
}
