using System.Globalization;
using System.Text;
using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>The host's network.</summary>
public sealed partial class HostFacts
{
    // A routing table of a full BGP feed is larger than configuration; what is cut off is not looked at by any check.
    private const int MostNetwork = 16 << 20;

    /// <summary>Who may have how many network devices from lxc-user-nic, lxc-usernet(5).</summary>
    public const string LxcUsernetPath = "/etc/lxc/lxc-usernet";

    private static readonly string[] LxcFolders = ["/usr/libexec/lxc", "/usr/lib/lxc", "/usr/lib64/lxc", "/usr/local/libexec/lxc"];

    /// <summary>Where lxc-user-nic is; null when it is not installed.</summary>
    public string? LxcUserNic => Once("lxc-user-nic", () => Program("lxc-user-nic") ?? LxcFolders
        .Concat((Root.List("/usr/lib") ?? []).Where(name => name.Contains("-linux-")).Select(name => $"/usr/lib/{name}/lxc"))
        .Select(folder => $"{folder}/lxc-user-nic").FirstOrDefault(IsFile));

    /// <summary>The rows of lxc-usernet(5): <c>alice veth lxcbr0 10</c>, <c>@lxc veth lxcbr0 2</c>.</summary>
    public IReadOnlyList<(string Owner, long Count)> LxcUsernet => Once("lxc-usernet", () => (IReadOnlyList<(string, long)>)
    [
        .. from line in (Root.ReadText(LxcUsernetPath) ?? "").Split('\n')
           let words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
           where words.Length == 4
           select (words[0], long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? Math.Min(count, ushort.MaxValue) : 0),
    ]);

    /// <summary>The first and the last gid that may ping, of net.ipv4.ping_group_range (icmp(7)); null when it is no range. The first is behind the last where nobody may.</summary>
    public static (ulong First, ulong Last)? PingGids(string range) =>
        range.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
        && ulong.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out ulong from)
        && ulong.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out ulong to) ? (from, to) : null;

    /// <summary>What iptables is, from the program that its name leads to.</summary>
    public NetfilterFlavour NetfilterFlavour => Once("netfilter flavour", () => Program("iptables") is { } path && Root.Resolve(path) is { } real
        ? real[(real.LastIndexOf('/') + 1)..] switch
        {
            // Debian's alternatives, Fedora's, and everybody else's links end at one of two programs of many names.
            "xtables-nft-multi" or "iptables-nft" => NetfilterFlavour.Nft,
            "xtables-legacy-multi" or "iptables-legacy" => NetfilterFlavour.Legacy,
            _ => NetfilterFlavour.Unknown,
        }
        : NetfilterFlavour.Unknown);

    /// <summary>The IPv4 routes of the main table; null when an image does not say.</summary>
    public IReadOnlyList<Ipv4Route>? Routes => Once("routes", () => Root.ReadText("/proc/net/route", MostNetwork) is { } text ? RouteTable.Parse(text) : null);

    /// <summary>Some route of IPv4 or IPv6 leads everywhere; null when an image does not say.</summary>
    public bool? HasDefaultRoute => Routes is not { } routes ? null : routes.Any(route => route.Length == 0) || HasDefaultRouteOfIpv6;

    // Destination and its length come first, the interface last: proc_net(5). That of lo is what the kernel refuses with.
    private bool HasDefaultRouteOfIpv6 => (Root.ReadText("/proc/net/ipv6_route", MostNetwork) ?? "").Split('\n')
        .Any(line => line.StartsWith($"{new string('0', 32)} 00 ", StringComparison.Ordinal) && !line.EndsWith(" lo", StringComparison.Ordinal));

    /// <summary>dockerd-rootless.sh takes pasta by itself where there is no slirp4netns: from Docker 28.5.2 on (moby#51149, moby#51162).</summary>
    public bool DockerTriesPasta => VersionOf("dockerd") is not { } version || version >= new Version(28, 5, 2);

    /// <summary>The ports that something on this host listens on; null when an image does not say.</summary>
    public IReadOnlyList<Listener>? Listeners => Once("listeners", () =>
    {
        var all = new List<Listener>();
        bool known = false;
        // Where nobody has asked yet, the kernel would load the module that answers, and a look changes nothing.
        bool mayAsk = Root.IsLive && Module("tcp_diag").IsAvailable;
        foreach (string protocol in (string[])["tcp", "tcp6", "udp", "udp6"])
        {
            string path = $"/proc/net/{protocol}";
            byte[]? table = mayAsk && protocol[..3] == "tcp" ? Root.ReadListening(path, MostNetwork) : Root.Read(path, MostNetwork);
            if (table is null) continue;
            known = true;
            all.AddRange(SocketTable.Parse(protocol[..3], Encoding.UTF8.GetString(table)));
        }
        return known ? all : null;
    });
}
