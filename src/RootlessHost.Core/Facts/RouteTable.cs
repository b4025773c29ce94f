using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace RootlessHost.Facts;

/// <summary>/proc/net/route: the IPv4 routes of the main table, proc_net(5).</summary>
public static class RouteTable
{
    private const uint Up = 0x1;
    private const uint Reject = 0x200;

    /// <summary>Those in use. Lines of another shape, the heading among them, are passed over.</summary>
    public static IReadOnlyList<Ipv4Route> Parse(string text)
    {
        var routes = new List<Ipv4Route>();
        Span<Range> words = stackalloc Range[12];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int count = line.SplitAny(words, "\t ", StringSplitOptions.RemoveEmptyEntries);
            if (count < 8 || !TryHex(line[words[1]], out uint network) || !TryHex(line[words[2]], out uint gateway)
                || !TryHex(line[words[3]], out uint flags) || !TryHex(line[words[7]], out uint mask) || (flags & (Up | Reject)) != Up)
            {
                continue;
            }
            routes.Add(new Ipv4Route(line[words[0]].ToString(), Order(network), BitOperations.PopCount(mask), Order(gateway)));
        }
        return routes;
    }

    // The kernel prints the four bytes of network order as a number of this machine's order; every machine we run on is little-endian.
    private static uint Order(uint printed) => BinaryPrimitives.ReverseEndianness(printed);

    private static bool TryHex(ReadOnlySpan<char> word, out uint number) => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
