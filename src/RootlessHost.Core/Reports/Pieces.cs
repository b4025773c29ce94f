namespace RootlessHost.Reports;

/// <summary>
/// Bytes in memory, of any number, in pieces: nothing is copied when they become more, and no piece is so large that the runtime would keep it apart from its other garbage.
/// </summary>
internal sealed class Pieces
{
    private const int Size = 64 * 1024;

    private readonly List<byte[]> _pieces = [];

    public long Length { get; private set; }

    /// <summary>All of them, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All => _pieces.Select((piece, index) => new ReadOnlyMemory<byte>(piece, 0, (int)Math.Min(Size, Length - ((long)index * Size))));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int used = (int)(Length % Size);
            if (used == 0) _pieces.Add(new byte[Size]);
            int length = Math.Min(bytes.Length, Size - used);
            bytes[..length].CopyTo(_pieces[^1].AsSpan(used));
            bytes = bytes[length..];
            Length += length;
        }
    }

    /// <summary>A stream whose bytes are appended.</summary>
    public Stream Writer() => new PiecesStream(this, isReader: false);

    /// <summary>A stream that reads them from the first. None are appended meanwhile.</summary>
    public Stream Reader() => new PiecesStream(this, isReader: true);

    /// <summary>Copies what stands at a place, as far as that is of one piece.</summary>
    public int Copy(long position, Span<byte> into)
    {
        int from = (int)(position % Size);
        int length = (int)Math.Min(Math.Min(into.Length, Size - from), Length - position);
        if (length > 0) _pieces[(int)(position / Size)].AsSpan(from, length).CopyTo(into);
        return length;
    }
}
