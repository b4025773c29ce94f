using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Reads of a long list what is wanted of it.</summary>
public sealed unsafe partial class Root
{
    /// <summary>
    /// The wanted ones of a file's stanzas, as they stand there; null when there is no such file. A stanza is what is between two empty lines. The file may be megabytes,
    /// and is never in memory as a whole.
    /// </summary>
    /// <exception cref="RefusedException">It is not a regular file, or it is larger than the limit.</exception>
    public byte[]? ReadStanzas(string path, int limit, Func<ReadOnlySpan<byte>, bool> isWanted) => Once(Operation.Read, path, () => StanzasOf(path, limit, isWanted));

    private byte[]? StanzasOf(string path, int limit, Func<ReadOnlySpan<byte>, bool> isWanted)
    {
        const int Block = 32 * 1024;
        using Handle handle = OpenRegular(path);
        if (handle.IsAbsent) return null;
        if (handle.IsNull) return [];
        if (handle.Size > limit) throw TooLarge(path, limit);
        var wanted = new List<byte>();
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Block);
        int length = 0;
        for (long total = 0, read; (read = ReadMore(handle.Fd, buffer.AsSpan(length), path)) > 0;)
        {
            if ((total += read) > limit) throw TooLarge(path, limit);
            length += (int)read;
            int done = Pick(buffer.AsSpan(0, length), wanted, isWanted);
            buffer.AsSpan(done, length -= done).CopyTo(buffer);
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length); // a stanza longer than any that was seen
        }
        if (isWanted(buffer.AsSpan(0, length))) wanted.AddRange(buffer.AsSpan(0, length));
        return [.. wanted];
    }

    // How many bytes of them were whole stanzas.
    private static int Pick(ReadOnlySpan<byte> text, List<byte> wanted, Func<ReadOnlySpan<byte>, bool> isWanted)
    {
        int start = 0;
        for (int length; (length = text[start..].IndexOf("\n\n"u8) + 2) >= 2; start += length)
        {
            ReadOnlySpan<byte> stanza = text.Slice(start, length);
            if (isWanted(stanza)) wanted.AddRange(stanza);
        }
        return start;
    }
}
