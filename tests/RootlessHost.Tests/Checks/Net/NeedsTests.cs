using RootlessHost.Checks;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Checks.Net;

/// <summary>Ports, ping and forwarding: what only somebody who wants it misses.</summary>
public sealed class NeedsTests
{
    [Theory]
    [InlineData("1024", "", Status.Pass, "users may listen on the ports from 1024 on")]
    [InlineData("1024", "port:8080", Status.Pass, "the wanted ports are 1024 or above")]
    [InlineData("80", "port:80", Status.Pass, "the wanted ports are 80 or above")]
    [InlineData("1024", "port:80", Status.Fail, "port 80 is wanted, and users may listen on the ports from 1024 on")]
    [InlineData("1024", "port:443 port:80", Status.Fail, "port 80, 443 is wanted, and users may listen on the ports from 1024 on")]
    [InlineData("81", "port:443 port:80", Status.Fail, "port 80 is wanted, and users may listen on the ports from 81 on")]
    public void Ports_are_judged_by_what_is_wanted(string start, string needs, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ip_unprivileged_port_start", start, needs);

        Judgement found = Found(host, "net.unpriv-ports");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
        Assert.Equal(status == Status.Fail, host.Check("alice").Verdicts[0].BlockedBy.Contains("net.unpriv-ports"));
    }

    [Theory]
    [InlineData(null, "", Status.Skip, "an image has no running kernel or session", null)]
    [InlineData(null, "port:80", Status.Fail, "port 80 is wanted, and users may listen on the ports from 1024 on", "/etc/sysctl.d/99-rootless-host.conf")]
    [InlineData("/etc/sysctl.d/99-zz.conf", "port:80", Status.Fail, "port 80 is wanted, and users may listen on the ports from 443 on", "/etc/sysctl.d/zz-rootless-host.conf")]
    [InlineData("/etc/sysctl.d/99-zz.conf", "port:443", Status.Pass, "the wanted ports are 443 or above", null)]
    public void Ports_of_an_image_are_judged_by_what_its_first_boot_sets(string? file, string needs, Status status, string reason, string? written)
    {
        using FixtureHost host = Host(file ?? "/etc/hostname", file is null ? "image" : "net.ipv4.ip_unprivileged_port_start = 443\n", needs);
        Directory.Delete(host.On("/proc"), recursive: true);

        Judgement found = Found(host, "net.unpriv-ports");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
        Assert.Equal(written, found.Finding.Remedy?.Changes.OfType<SetSysctl>().Single().File);
    }

    [Theory]
    [InlineData("/etc/hostname", "image", "", Status.Skip, "an image has no running kernel or session", null)]
    [InlineData("/etc/hostname", "image", "ping", Status.Fail, "net.ipv4.ping_group_range is 1 0, which lets nobody ping", "/etc/sysctl.d/99-rootless-host.conf")]
    [InlineData("/usr/lib/sysctl.d/50-default.conf", "-net.ipv4.ping_group_range = 0 2147483647", "ping", Status.Pass, "every group may ping", null)]
    [InlineData("/etc/sysctl.d/99-zz.conf", "net.ipv4.ping_group_range = 0 999", "ping", Status.Fail, "net.ipv4.ping_group_range is 0 999, without gid 1000", "/etc/sysctl.d/zz-rootless-host.conf")]
    public void Ping_of_an_image_is_judged_by_what_its_first_boot_sets(string file, string text, string needs, Status status, string reason, string? written)
    {
        using FixtureHost host = Host(file, text, needs);
        Directory.Delete(host.On("/proc"), recursive: true);

        Judgement found = Found(host, "net.ping");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
        Assert.Equal(written, found.Finding.Remedy?.Changes.OfType<SetSysctl>().Single().File);
    }

    [Fact]
    public void The_remedy_for_a_port_is_no_wider_than_the_port()
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024", "port:443 port:80");

        Assert.Equal("set net.ipv4.ip_unprivileged_port_start to 80", Found(host, "net.unpriv-ports").Finding.Remedy!.Summary);
    }

    [Theory]
    [InlineData("0100000200040000000000000000000000000000", "slirp4netns", Status.Pass, "rootlesskit has the file capability cap_net_bind_service, below 1024 as well")]
    [InlineData("0000000200040000000000000000000000000000", "slirp4netns", Status.Fail, "port 80 is wanted, and users may listen on the ports from 1024 on")] // not effective
    [InlineData("0100000200080000000000000000000000000000", "slirp4netns", Status.Fail, "port 80 is wanted, and users may listen on the ports from 1024 on")] // another capability
    [InlineData("0100000200040000000000000000000000000000", "pasta", Status.Fail, "port 80 is wanted, and users may listen on the ports from 1024 on")] // pasta listens itself
    public void A_capability_of_RootlessKit_is_as_good(string capability, string driver, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024", "port:80", "docker")
            .AsCapture($"xattr /usr/bin/rootlesskit\\000security.capability hex {capability}");
        host.MakeProgram("/usr/bin/rootlesskit").MakeProgram($"/usr/bin/{driver}");

        Assert.Equal((status, reason), (host.Ask("net.unpriv-ports").Status, host.Ask("net.unpriv-ports").Reason));
    }

    [Theory]
    [InlineData("0\t2147483647", "ping", Status.Pass, "every group may ping")]
    [InlineData("1\t0", "", Status.Skip, "net.ipv4.ping_group_range is 1 0, which lets nobody ping (optional)")]
    [InlineData("1\t0", "ping", Status.Fail, "net.ipv4.ping_group_range is 1 0, which lets nobody ping")]
    [InlineData("0\t999", "ping", Status.Fail, "net.ipv4.ping_group_range is 0 999, without gid 1000")]
    [InlineData("1000\t1000", "ping", Status.Fail, "net.ipv4.ping_group_range is 1000 1000, without the subordinate gids 100000-165535")]
    [InlineData("1000\t165535", "ping", Status.Pass, "net.ipv4.ping_group_range is 1000 165535")]
    [InlineData("0\t4294967294", "ping", Status.Pass, "every group may ping")]
    [InlineData("x", "ping", Status.Unknown, "net.ipv4.ping_group_range is 'x'")]
    public void Ping_is_for_the_groups_of_the_user_and_of_its_containers(string range, string needs, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ping_group_range", range, needs);

        Judgement found = Found(host, "net.ping");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("k3s", "0", Status.Fail, "net.ipv4.ip_forward is 0, and k3s --rootless insists on 1")]
    [InlineData("k3s", "1", Status.Pass, "net.ipv4.ip_forward is 1")]
    [InlineData("docker", "0", Status.Pass, "net.ipv4.ip_forward is 0 on the host; docker has a network of its own")]
    [InlineData("userns-remap", "0", Status.Pass, "net.ipv4.ip_forward is 0; dockerd sets it")]
    public void Only_k3s_insists_on_forwarding(string engine, string value, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ip_forward", value, "", engine);

        Judgement found = Found(host, "net.ip-forward");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
        if (status == Status.Fail) Assert.Contains("net.ip-forward", host.Check("alice").Verdicts[0].BlockedBy);
    }

    [Fact]
    public void A_dockerd_that_may_not_forward_is_told_so()
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/ip_forward", "0", "", "userns-remap");
        host["/etc/docker/daemon.json"] = "{\"ip-forward\": false}";

        Assert.Equal("net.ipv4.ip_forward is 0, and ip-forward: false keeps dockerd from setting it", Found(host, "net.ip-forward").Finding.Reason);
    }

    [Theory]
    [InlineData("", Status.Fail, "net.ipv4.conf.default.rp_filter is 1, which drops what other nodes send")]
    [InlineData("/usr/local/bin/kind", Status.Pass, "net.ipv4.conf.default.rp_filter is 1, which matters between hosts only")]
    public void Reverse_path_filtering_matters_between_hosts(string program, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/sys/net/ipv4/conf/default/rp_filter", "1", "", "kubernetes");
        if (program.Length > 0) host.MakeProgram(program);

        Judgement found = Found(host, "net.rp-filter");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("k3s", "", "6443", "0", Status.Fail, "taken: 6443/tcp by uid 0 (root)")]
    [InlineData("k3s", "", "6443", "1000", Status.Pass, "free: 6443/tcp, 8472/udp, 10250/tcp")] // alice's own k3s, running
    [InlineData("podman", "", "6443", "0", Status.Pass, "no port is asked for")]
    [InlineData("k3s", "", "6443", "1001", Status.Fail, "taken: 6443/tcp by uid 1001 (bob)")]
    [InlineData("podman", "port:80", "80", "0", Status.Fail, "taken: 80/tcp by uid 0 (root)")]
    [InlineData("podman", "port:80", "80", "1001", Status.Warn, "taken: 80/tcp by uid 1001 (bob)")] // bob has ids: he publishes it
    [InlineData("podman", "port:80", "80", "1002", Status.Fail, "taken: 80/tcp by uid 1002 (carol)")]
    [InlineData("podman", "port:80", "80", "33", Status.Fail, "taken: 80/tcp by uid 33")]
    public void A_port_is_taken_when_somebody_else_has_it(string engine, string needs, string port, string uid, Status status, string reason)
    {
        using FixtureHost host = Host(
            "/proc/net/tcp", $"   0: 00000000:{int.Parse(port):X4} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  {uid}        0 1234 1 0 100 0 0 10 0", needs, engine);

        host["/etc/passwd"] = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\nbob:x:1001:1001::/home/bob:/bin/bash\ncarol:x:1002:1002::/home/carol:/bin/bash\n";
        host["/etc/subuid"] = "alice:100000:65536\nbob:165536:65536\n";

        Judgement found = Found(host, "net.ports");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("eth0\t00010A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF", "docker", Status.Pass, "the engine's inner networks are free")]
    [InlineData("eth0\t0002000A\t00000000\t0001\t0\t0\t0\t00FFFFFF", "docker", Status.Warn, "the host's network 10.0.2.0/24 on eth0 is hidden from containers by RootlessKit's 10.0.2.0/24")]
    [InlineData("eth0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF", "docker", Status.Pass, "the engine's inner networks are free")]
    [InlineData("eth0\t00002A0A\t00000000\t0001\t0\t0\t0\t0000FFFF", "k3s", Status.Fail, "the host's network 10.42.0.0/16 on eth0 is one of those that k3s uses inside")]
    [InlineData("cni0\t00002A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF", "k3s", Status.Pass, "the engine's inner networks are free")]
    [InlineData("eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\neth0\t0002000A\t00000000\t0001\t0\t0\t0\t00FFFFFF", "docker", Status.Pass, "the engine's inner networks are free")] // a guest of qemu's
    public void A_network_is_hidden_when_an_inner_one_has_its_addresses(string routes, string engine, Status status, string reason)
    {
        using FixtureHost host = Host("/proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" + routes, "", engine);

        Judgement found = Found(host, "net.cidr");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("", Status.Pass, "ufw is on, and its rules apply to published ports")]
    [InlineData("port:80", Status.Pass, "ufw lets in port 80")]
    [InlineData("port:8080", Status.Warn, "ufw is on, and does not say that it lets in port 8080")]
    public void A_firewall_matters_to_published_ports(string needs, Status status, string reason)
    {
        using FixtureHost host = Host("/etc/ufw/ufw.conf", "ENABLED=yes", needs);
        host["/etc/ufw/user.rules"] = "### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in\n";

        Judgement found = Found(host, "net.firewall");

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("alice veth lxcbr0 10", "", Status.Pass, "10 network devices for alice")]
    [InlineData("# alice veth lxcbr0 10\n@alice veth lxcbr0 2", "", Status.Pass, "2 network devices for alice")]
    [InlineData("alicea veth lxcbr0 10", "", Status.Skip, "no row of /etc/lxc/lxc-usernet is for alice: containers without a network only")]
    [InlineData("", "network", Status.Fail, "no row of /etc/lxc/lxc-usernet is for alice")]
    public void LXC_has_a_quota_of_devices(string usernet, string needs, Status status, string reason)
    {
        using FixtureHost host = Host("/etc/lxc/lxc-usernet", usernet, needs, "lxc");
        host.MakeProgram("/usr/bin/lxc-start").MakeProgram("/usr/lib/x86_64-linux-gnu/lxc/lxc-user-nic", "4755");

        Finding finding = host.Ask("net.lxc-user-nic");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("", "lxc.net.0.type = veth", Status.Fail, "lxc.net.0.type = veth is in the user's configuration, and no row of /etc/lxc/lxc-usernet is for alice")]
    [InlineData("", "lxc.net.0.type = empty", Status.Skip, "no row of /etc/lxc/lxc-usernet is for alice: containers without a network only")]
    [InlineData("alice veth lxcbr0 2", "lxc.net.0.type = veth", Status.Pass, "2 network devices for alice")]
    public void LXC_asks_for_the_devices_of_the_configuration(string usernet, string conf, Status status, string reason)
    {
        using FixtureHost host = Host("/etc/lxc/lxc-usernet", usernet, "", "lxc");
        host.MakeProgram("/usr/bin/lxc-start").MakeProgram("/usr/lib/x86_64-linux-gnu/lxc/lxc-user-nic", "4755");
        host["/home/alice/.config/lxc/default.conf"] = "# mine\n" + conf + "\n";

        Finding finding = host.Ask("net.lxc-user-nic");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (status == Status.Fail)
        {
            Assert.Equal([new Evidence("/home/alice/.config/lxc/default.conf", 2, "lxc.net.0.type = veth")], finding.Evidence);
            Assert.Equal(["echo 'alice veth lxcbr0 10' >> /etc/lxc/lxc-usernet"], finding.Remedy!.Commands);
        }
    }

    private static FixtureHost Host(string path, string text, string needs, string engine = "podman")
    {
        FixtureHost host = new FixtureHost { Engines = [engine], Needs = needs.Split(' ', StringSplitOptions.RemoveEmptyEntries) }
            .AsDebian(("docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd"), ("podman", "4.3.1", "/usr/bin/podman"));
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host[path] = text + "\n";
        return host;
    }

    private static Judgement Found(FixtureHost host, string id) => host.Check("alice").Findings.Single(judgement => judgement.Id == id);
}
