using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>/proc/net/tcp and its like: the sockets of a network namespace, proc_net(5).</summary>
public static class SocketTable
{
    /// <summary>Those that wait for others. Lines of another shape, the heading among them, are passed over.</summary>
    public static IReadOnlyList<Listener> Parse(string protocol, string text)
    {
        // TCP_LISTEN and, as udp has no such state, TCP_CLOSE: a bound socket without a peer (include/net/tcp_states.h).
        string state = protocol == "udp" ? "07" : "0A";
        var listeners = new List<Listener>();
        Span<Range> words = stackalloc Range[16];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int count = line.Split(words, ' ', StringSplitOptions.RemoveEmptyEntries);
            if (count < 10 || !line[words[3]].SequenceEqual(state)) continue;
            ReadOnlySpan<char> local = line[words[1]];
            if (!int.TryParse(local[(local.LastIndexOf(':') + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port)
                || !uint.TryParse(line[words[7]], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid))
            {
                continue;
            }
            listeners.Add(new Listener(protocol, port, uid));
        }
        return listeners;
    }
}
