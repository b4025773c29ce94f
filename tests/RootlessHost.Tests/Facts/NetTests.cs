using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class NetTests
{
    // From a machine behind qemu's network, with a route that rejects.
    private const string RouteText = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth0	00000000	0202000A	0003	0	0	0	00000000	0	0	0
        eth0	0002000A	00000000	0001	0	0	0	00FFFFFF	0	0	0
        *	0000A8C0	00000000	0201	0	0	0	0000FFFF	0	0	0
        """;

    private const string Tcp = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1234 1 0000000000000000 100 0 0 10 0
           1: 0100007F:1F91 0100007F:0050 01 00000000:00000000 00:00000000 00000000  1000        0 1235 1 0000000000000000 100 0 0 10 0
           2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1236 1 0000000000000000 100 0 0 10 0
        """;

    [Fact]
    public void Routes_are_those_in_use() => Assert.Equal(
        ["eth0 0.0.0.0/0 via 10.0.2.2", "eth0 10.0.2.0/24 via 0.0.0.0"], RouteTable.Parse(RouteText).Select(route => $"{route.Interface} {route} via {Ipv4Route.Dotted(route.Gateway)}"));

    [Theory]
    [InlineData(0x0A000200, 24, true)]
    [InlineData(0x0A000280, 25, true)]
    [InlineData(0x0A000000, 8, true)]
    [InlineData(0x0A000300, 24, false)]
    [InlineData(0, 0, true)]
    public void Networks_overlap_or_not(uint network, int length, bool overlaps) => Assert.Equal(overlaps, new Ipv4Route("eth0", 0x0A000200, 24, 0).Overlaps(network, length));

    [Fact]
    public void Listeners_are_those_that_wait() => Assert.Equal([new Listener("tcp", 8080, 1000), new Listener("tcp", 80, 0)], SocketTable.Parse("tcp", Tcp));

    [Fact]
    public void Id_maps_of_lxc_have_lines()
    {
        Assert.Equal(
            [(2, 'u', "100000-165535"), (3, 'g', "100000-165535"), (4, '?', "")],
            LxcConf.IdMaps("lxc.net.0.type = empty\nlxc.idmap = u 0 100000 65536\n lxc.idmap=g 0 100000\t65536\nlxc.idmap = u 0\n").Select(map => (map.Line, map.Kind, map.Outside?.ToString() ?? "")));
    }

    [Fact]
    public void They_take_any_text() => Gen.String.Sample(text =>
    {
        _ = RouteTable.Parse(text);
        _ = SocketTable.Parse("tcp", text);
        _ = LxcConf.IdMaps(text).ToArray();
    });

    [Fact]
    public void They_take_any_words() => Words.Of("eth0", "0002000A", "FFFFFFFFFF", "0A", "07", "1:", ":", "lxc.idmap", "=", "u", "-1", "65536", " ", "\t", "\n").Array.Sample(words =>
    {
        string text = string.Join(' ', words);
        _ = RouteTable.Parse(text);
        _ = SocketTable.Parse("udp", text);
        _ = LxcConf.IdMaps(text).ToArray();
    });
}
