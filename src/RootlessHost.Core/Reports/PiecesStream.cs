namespace RootlessHost.Reports;

/// <summary>Reads or writes <see cref="Pieces"/>.</summary>
internal sealed class PiecesStream(Pieces pieces, bool isReader) : Stream
{
    private long _position;

    public override bool CanRead => isReader;

    public override bool CanSeek => false;

    public override bool CanWrite => !isReader;

    public override long Length => pieces.Length;

    public override long Position
    {
        get => isReader ? _position : pieces.Length;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int length = pieces.Copy(_position, buffer);
        _position += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => pieces.Append(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
