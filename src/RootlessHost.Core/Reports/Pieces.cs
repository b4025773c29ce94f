namespace RootlessHost.Reports;

/// <summary>
/// Bytes in memory, of any number, in pieces: nothing is copied when they become more, and no piece is so large that the runtime would keep it apart from its other garbage.
/// </summary>
internal sealed class Pieces : Stream
{
    private const int Size = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>All of them, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All => _pieces.Select((piece, index) => new ReadOnlyMemory<byte>(piece, 0, (int)Math.Min(Size, _length - ((long)index * Size))));

    /// <summary>Reads them from the first. No more are written meanwhile.</summary>
    public Stream Read() => new Reader(this);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int used = (int)(_length % Size);
            if (used == 0) _pieces.Add(new byte[Size]);
            int length = Math.Min(buffer.Length, Size - used);
            buffer[..length].CopyTo(_pieces[^1].AsSpan(used));
            buffer = buffer[length..];
            _length += length;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private sealed class Reader(Pieces pieces) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => pieces._length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int from = (int)(_position % Size);
            int length = (int)Math.Min(Math.Min(buffer.Length, Size - from), pieces._length - _position);
            if (length == 0) return 0;
            pieces._pieces[(int)(_position / Size)].AsSpan(from, length).CopyTo(buffer);
            _position += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
