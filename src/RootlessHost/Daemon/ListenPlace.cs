using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>Where to listen: <c>127.0.0.1:10469</c>, <c>[::1]:10469</c>, <c>unix:/run/rootless-host/health.sock</c>.</summary>
internal sealed record ListenPlace(EndPoint Place)
{
    private const int LongestPath = 107; // sockaddr_un

    /// <exception cref="FormatException">It is neither.</exception>
    public static ListenPlace Parse(string word)
    {
        if (word.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = word["unix:".Length..];
            if (!path.StartsWith('/') || path.Contains('\0') || path.Contains('\uFFFD')) throw new FormatException($"'{Harmless.Line(word, 200)}': unix: and an absolute path");
            if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath) throw new FormatException($"'{Harmless.Line(word, 200)}': a socket's path has at most {LongestPath} bytes");
            return new ListenPlace(new UnixDomainSocketEndPoint(path));
        }
        int colon = word.LastIndexOf(':');
        string address = colon > 0 ? word[..colon] : "";
        bool isBracketed = address.StartsWith('[') && address.EndsWith(']');
        if (isBracketed) address = address[1..^1];
        if (colon > 0 && IPAddress.TryParse(address, out IPAddress? ip) && (ip.AddressFamily == AddressFamily.InterNetworkV6) == isBracketed
            && ushort.TryParse(word.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return new ListenPlace(new IPEndPoint(ip, port));
        }
        throw new FormatException($"'{Harmless.Line(word, 200)}': ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH");
    }

    /// <summary>How much is told there.</summary>
    /// <param name="place">What it is bound to.</param>
    /// <param name="policy"><c>auto</c>, <c>full</c> or <c>withheld</c>.</param>
    public static Detail DetailOf(EndPoint? place, string policy) => (policy, place) switch
    {
        ("full", _) => Detail.Full,
        ("withheld", _) => Detail.Withheld,
        (_, UnixDomainSocketEndPoint) => Detail.Full,
        // A web page may send a browser here under a name of its own.
        (_, IPEndPoint { Address: var address }) when IPAddress.IsLoopback(address) => Detail.Local,
        _ => Detail.Withheld,
    };

    public override string ToString() => Place is UnixDomainSocketEndPoint ? $"unix:{Place}" : $"{Place}";
}
