using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Standard output or error of this process, as write(2) has it: a failure is an exception, whatever the runtime would make of it.</summary>
/// <param name="fd">1 or 2.</param>
/// <param name="name">As a failure names it.</param>
public sealed unsafe class StandardStream(int fd, string name) : Stream
{
    /// <summary>Standard input, to be asked about and not written to.</summary>
    public static StandardStream Input { get; } = new(0, "standard input");

    public static StandardStream Output { get; } = new(1, "standard output");

    public static StandardStream Error { get; } = new(2, "standard error");

    private string Name => name;

    /// <summary>It is a terminal.</summary>
    public bool IsTerminal => Libc.isatty(fd) == 1;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="PosixException">It takes no more: EPIPE when nobody reads any longer.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (int written = 0; written < buffer.Length;)
            {
                nint more = (nint)(long)write(fd, start + written, buffer.Length - written);
                int error = errno;
                if (more >= 0) written += (int)more;
                else if (error == EAGAIN) Await();
                else if (error != EINTR) throw new PosixException(error, "write", name) { IsOfStream = true };
            }
        }
    }

    /// <summary>What a person types, up to the end of the line; null when nobody does.</summary>
    public static string? ReadLine()
    {
        const int Longest = 256;
        byte* line = stackalloc byte[Longest];
        nint length = (nint)(long)read(0, line, Longest);
        return length > 0 ? System.Text.Encoding.UTF8.GetString(line, (int)length) : null;
    }

    /// <summary>Returns once nobody can write to standard input any more. What is written is thrown away.</summary>
    public static void AwaitEndOfInput()
    {
        const int Most = 64;
        byte* block = stackalloc byte[Most];
        while (true)
        {
            nint length = (nint)(long)read(0, block, Most);
            if (length == 0 || (length < 0 && errno != EINTR)) return;
        }
    }

    /// <summary>Standard input to its end, of which the last bytes are kept: no input is too long to be read.</summary>
    /// <exception cref="PosixException">It cannot be read.</exception>
    public static byte[] ReadEnd(int most)
    {
        byte[] kept = new byte[2 * most];
        int length = 0;
        while (true)
        {
            if (length == kept.Length)
            {
                kept.AsSpan(most).CopyTo(kept);
                length = most;
            }
            nint more;
            int error;
            fixed (byte* free = &kept[length])
            {
                more = (nint)(long)read(0, free, kept.Length - length);
                error = errno;
            }
            if (more == 0) break;
            if (more > 0) length += (int)more;
            else if (error != EINTR) throw new PosixException(error, "read", Input.Name);
        }
        return kept[Math.Max(0, length - most)..length];
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Whoever shares the descriptor may have made it non-blocking.
    private void Await()
    {
        var wanted = new Libc.pollfd { fd = fd, events = Libc.POLLOUT };
        _ = Libc.poll(&wanted, 1, -1);
    }
}
