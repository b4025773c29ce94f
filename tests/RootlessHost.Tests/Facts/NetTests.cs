using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Linux;

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
            [(2, (IdKind?)IdKind.Uid, 0UL, "100000-165535"), (3, IdKind.Gid, 1UL, "100000-165535"), (4, null, 0UL, "0-0"), (5, null, 0UL, "0-0"), (6, null, 0UL, "0-0")],
            LxcConf.IdMaps(LxcConf.Parse("x", "lxc.net.0.type = empty\nlxc.idmap = u 0 100000 65536\n lxc.idmap='g 1 100000\t65536'\nlxc.idmap = u 0\nlxc.idmap = b 0 1 1\nlxc.idmap = u 0 1 1 #\n#lxc.idmap = u 0 9 9\n"))
                .Select(map => (map.Setting.Line, map.Kind, map.Inside, map.Outside.ToString())));
    }

    [Fact]
    public void An_empty_id_map_takes_back_those_before()
    {
        Assert.Equal(["lxc.idmap = g 0 1 1"], LxcConf.IdMaps(LxcConf.Parse("x", "lxc.idmap = u 0 1 1\nlxc.idmap =\nlxc.idmap = g 0 1 1\n")).Select(map => $"{map.Setting}"));
    }

    // acl(5): user::rwx user:100000:--x group::r-- mask::x other::---
    [Theory]
    [InlineData(100000, 5, 1, true)]
    [InlineData(100000, 5, 4, false)]
    [InlineData(100001, 5, 1, false)]
    [InlineData(100001, 1000, 4, false)] // the mask
    public void An_access_list_says_who_may(uint uid, uint gid, uint wanted, bool allowed)
    {
        byte[] list = Convert.FromHexString("02000000" + "01000700FFFFFFFF" + "02000100A0860100" + "04000400FFFFFFFF" + "10000100FFFFFFFF" + "20000000FFFFFFFF");

        Assert.Equal(allowed, AccessList.Allows(list, group: 1000, uid, [gid], wanted));
        Assert.Null(AccessList.Allows(list.AsSpan(1), 0, uid, [gid], wanted));
    }

    [Fact]
    public void An_access_list_may_be_any_bytes() => Gen.Byte.Array.Sample(bytes =>
    {
        _ = AccessList.Allows(bytes, 0, 1, [2], 1);
    });

    [Fact]
    public void They_take_any_text() => Gen.String.Sample(text =>
    {
        _ = RouteTable.Parse(text);
        _ = SocketTable.Parse("tcp", text);
        _ = LxcConf.IdMaps(LxcConf.Parse("x", text));
    });

    [Fact]
    public void They_take_any_words() => Words.Of("eth0", "0002000A", "FFFFFFFFFF", "0A", "07", "1:", ":", "lxc.idmap", "=", "u", "-1", "65536", " ", "\t", "\n").Array.Sample(words =>
    {
        string text = string.Join(' ', words);
        _ = RouteTable.Parse(text);
        _ = SocketTable.Parse("udp", text);
        _ = LxcConf.IdMaps(LxcConf.Parse("x", text));
    });
}
