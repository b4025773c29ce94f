using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RootlessHost.Facts;

/// <summary>The way through a tar archive, one entry after the other (POSIX.1-2001 pax, ustar, GNU). Of names only those that fit in a header are told, and links are not.</summary>
internal sealed class TarReading(Stream stream, Action check)
{
    private const int Block = 512;
    private const int MostContent = 1024 * 1024;

    private readonly byte[] _block = new byte[Block];
    private readonly byte[] _passing = new byte[64 * 1024];
    private long _left;
    private long _padding;
    private bool _isFirst = true;

    /// <summary>The next entry's name, without <c>./</c>; "" for one that is no file; null at the end.</summary>
    /// <exception cref="FormatException">It is no tar archive, or ends in the middle.</exception>
    public string? Next()
    {
        long? larger = null;
        while (true)
        {
            check();
            Pass(_left + _padding);
            if (!Fill()) return null;
            char type = (char)_block[156];
            // Links, devices and folders have no content, whatever they say.
            Begin(type is >= '1' and <= '6' ? 0 : larger ?? Number(_block.AsSpan(124, 12)));
            larger = null;
            if (type == 'x')
            {
                larger = SizeIn(Encoding.UTF8.GetString(Content()));
                continue;
            }
            if (type is 'g' or 'L' or 'K') continue;
            if (type == 'S') PassMap();
            string name = Encoding.UTF8.GetString(_block.AsSpan(0, 100)).Split('\0')[0];
            return type is '0' or '\0' ? name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name : "";
        }
    }

    /// <summary>What is in the entry.</summary>
    /// <exception cref="FormatException">More than anybody puts there.</exception>
    public byte[] Content()
    {
        if (_left > MostContent) throw new FormatException($"{_left} bytes where at most {MostContent} are read");
        byte[] content = new byte[_left];
        if (stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length) throw new FormatException("it ends in the middle");
        _left = 0;
        return content;
    }

    private void Begin(long size)
    {
        _left = size;
        _padding = (Block - (size % Block)) % Block;
    }

    // False at the end: a block of zeros, or none where an entry would begin.
    private bool Fill()
    {
        int length = stream.ReadAtLeast(_block, Block, throwOnEndOfStream: false);
        bool isEnd = length == 0 || (length == Block && !_block.AsSpan().ContainsAnyExcept((byte)0));
        if (_isFirst && (isEnd || length < Block || !IsSound())) throw new FormatException("it is no tar archive, nor one that gzip has compressed");
        _isFirst = false;
        if (isEnd) return false;
        if (length < Block) throw new FormatException("it ends in the middle");
        return IsSound() ? true : throw new FormatException("it is damaged: what should begin an entry does not add up");
    }

    private bool IsSound()
    {
        int sum = 8 * ' ';
        for (int i = 0; i < Block; i++)
        {
            if (i is < 148 or >= 156) sum += _block[i];
        }
        return TryNumber(_block.AsSpan(148, 8), out long said) && said == sum;
    }

    private void Pass(long count)
    {
        while (count > 0)
        {
            check();
            int length = stream.Read(_passing, 0, (int)Math.Min(count, _passing.Length));
            if (length == 0) throw new FormatException("it ends in the middle");
            count -= length;
        }
    }

    // GNU's sparse files: blocks with more of the map follow while the last byte of the map says so.
    private void PassMap()
    {
        for (bool more = _block[482] != 0; more; more = _passing[504] != 0)
        {
            check();
            if (stream.ReadAtLeast(_passing.AsSpan(0, Block), Block, throwOnEndOfStream: false) < Block) throw new FormatException("it ends in the middle");
        }
    }

    private static long? SizeIn(string records)
    {
        foreach (string record in records.Split('\n'))
        {
            int space = record.IndexOf(' ');
            if (space > 0 && record[(space + 1)..].StartsWith("size=", StringComparison.Ordinal)) return long.TryParse(record[(space + 6)..], NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : throw new FormatException("it is damaged: a size is no number");
        }
        return null;
    }

    private static long Number(ReadOnlySpan<byte> field) => TryNumber(field, out long number) ? number : throw new FormatException("it is damaged: a size is no number");

    // Octal; or, where the first bit is set, binary: what GNU tar writes of 8 GiB and more.
    private static bool TryNumber(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if (field[0] == 0x80)
        {
            number = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return number >= 0 && field.Length >= 8;
        }
        string digits = Encoding.Latin1.GetString(field).Trim(' ', '\0');
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7') return false;
            number = (number * 8) + (digit - '0');
        }
        return true;
    }
}
