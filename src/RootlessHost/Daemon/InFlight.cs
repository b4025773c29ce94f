using System.Runtime.InteropServices;

namespace RootlessHost.Daemon;

/// <summary>
/// The bodies of long answers that are being sent, in bytes over all connections. One that many are sent, as the report is, counts once; but what is written for one question, or of a report that
/// has been replaced since, lives for as long as somebody takes to read it, and a thousand who do not read would keep a thousand of them.
/// </summary>
/// <param name="most">How many bytes there may be. A single body may be longer, or nobody could ever have it.</param>
internal sealed class InFlight(long most)
{
    private readonly Dictionary<byte[], int> _readers = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <summary>One more is sent this body; false when there is no room for it.</summary>
    public bool Admit(ReadOnlyMemory<byte> body)
    {
        byte[] bytes = ArrayOf(body);
        lock (_readers)
        {
            if (_readers.TryGetValue(bytes, out int readers))
            {
                _readers[bytes] = readers + 1;
                return true;
            }
            if (_bytes > 0 && _bytes + bytes.Length > most) return false;
            _readers[bytes] = 1;
            _bytes += bytes.Length;
            return true;
        }
    }

    /// <summary>One of them has it, or is gone.</summary>
    public void Leave(ReadOnlyMemory<byte> body)
    {
        byte[] bytes = ArrayOf(body);
        lock (_readers)
        {
            if (--_readers[bytes] > 0) return;
            _readers.Remove(bytes);
            _bytes -= bytes.Length;
        }
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> segment) ? segment.Array! : throw new ArgumentException("no array", nameof(body));
}
