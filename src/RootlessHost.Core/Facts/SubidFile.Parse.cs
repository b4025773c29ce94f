using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>The file, being read.</summary>
public sealed partial class SubidFile
{
    // bufio.MaxScanTokenSize: what is written in Go gives up on, or stops at, a longer line.
    private const int LongestOfGo = 64 * 1024;

    /// <exception cref="FormatException">More rows than are looked at, by the number of the line.</exception>
    public static SubidFile Parse(byte[] bytes, Version? shadow = null)
    {
        var file = new SubidFile(bytes, shadow);
        // "a:1:1\n" is the shortest row. Room is made once: growing would leave twice as much behind.
        int most = Math.Min(Math.Min(bytes.AsSpan().Count((byte)'\n') + 1, (bytes.Length / 6) + 1), MostRows);
        file._rows.EnsureCapacity(most);
        file._nextOfOwner.EnsureCapacity(most);
        Span<char> name = stackalloc char[256];
        bool afterNul = false;
        for (int offset = 0; offset < bytes.Length;)
        {
            int newline = bytes.AsSpan(offset).IndexOf((byte)'\n');
            int length = newline < 0 ? bytes.Length - offset : newline;
            file.Lines++;
            var line = new SubidLine(bytes.AsSpan(offset, length));
            file.Note(line, length);
            bool counts = !line.IsBlank && (!line.IsComment || line.Sight(shadow) != SubidSight.Invisible);
            if (counts)
            {
                if (file._rows.Count == MostRows) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {file.Lines}: more than {MostRows} rows"));
                SubidSight sight = line.Sight(shadow);
                SubidOddities oddities = line.Oddities;
                if (afterNul)
                {
                    oddities |= SubidOddities.Nul;
                    if (sight == SubidSight.Visible) sight = SubidSight.Uncertain;
                }
                if (line.GrantsEverything(shadow))
                {
                    oddities |= SubidOddities.Everything;
                    file.RootRow ??= file._rows.Count;
                }
                IdRange range = line.Shadow;
                int owner = line.Owner.IsEmpty ? -1 : file.OwnerNumber(line.Owner, name);
                file.Add(new SubidRow(file.Lines, offset, length, owner, oddities, sight, range.Start, range.Count));
            }
            afterNul = (line.Oddities & SubidOddities.Nul) != SubidOddities.None;
            offset += length + 1;
        }
        return file;
    }

    private void Note(SubidLine line, int length)
    {
        if ((line.Oddities & SubidOddities.Nul) != SubidOddities.None) NulLine ??= Lines;
        if (length >= LongestOfGo) LongLine ??= Lines;
        if (!line.IsBlank && !line.IsComment && line.Colons != 2) OddLine ??= Lines;
    }

    private void Add(SubidRow row)
    {
        int index = _rows.Count;
        _rows.Add(row);
        _nextOfOwner.Add(-1);
        if (row.Owner < 0) return;
        Span<(int First, int Last)> rows = CollectionsMarshal.AsSpan(_rowsOfOwner);
        ref (int First, int Last) own = ref rows[row.Owner];
        if (own.First < 0) own.First = index;
        else _nextOfOwner[own.Last] = index;
        own.Last = index;
    }

    private int OwnerNumber(ReadOnlySpan<byte> bytes, Span<char> buffer)
    {
        // Not by Encoding alone: it makes one name of all that is not UTF-8, and a row must not be found under a name that it does not have.
        string? decoded = null;
        ReadOnlySpan<char> name;
        if (bytes.Length <= buffer.Length && Encoding.UTF8.TryGetChars(bytes, buffer, out int length) && !buffer[..length].Contains('\uFFFD')) name = buffer[..length];
        else name = decoded = Encoding.UTF8.GetString(bytes) is var text && text.Contains('\uFFFD') ? Hexadecimal(bytes) : text;
        var byOwner = _byOwner.GetAlternateLookup<ReadOnlySpan<char>>();
        if (byOwner.TryGetValue(name, out int known)) return known;
        int number = _owners.Count;
        string owner = decoded ?? name.ToString();
        _owners.Add(owner);
        _rowsOfOwner.Add((-1, -1));
        _byOwner.Add(owner, number);
        _hasNumbers |= char.IsAsciiDigit(owner[0]);
        if (owner[0] == '0' && owner.Length > 1 && uint.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)) _padded.Add((uid, number));
        return number;
    }

    private static string Hexadecimal(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes[..Math.Min(bytes.Length, 1024)])
        {
            _ = b is > 0x20 and < 0x7f ? text.Append((char)b) : text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }
        return text.ToString();
    }
}
