using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Net;

public sealed class NetfilterTests
{
    [Theory]
    [InlineData("nft", "nf_tables", "", "", Status.Pass, "nf_tables: loaded")]
    [InlineData("nft", "", "nf_tables", "", Status.Pass, "nf_tables is not loaded yet; the kernel does it when first asked")]
    [InlineData("nft", "", "nf_tables_set", "", Status.Fail, "nf_tables: not among the modules of /lib/modules/6.1.0")] // another module's name begins so
    [InlineData("nft", "", "nf_tables", "install nf-tables /bin/true", Status.Fail, "nf_tables: install nf_tables /bin/true")]
    [InlineData("legacy", "ip_tables", "", "", Status.Pass, "ip_tables: loaded")]
    [InlineData("legacy", "", "ip_tables", "", Status.Fail, "ip_tables is not loaded, and a user namespace cannot load it")]
    [InlineData("legacy", "", "ip_tables", "blacklist ip_tables", Status.Fail, "ip_tables is not loaded, and nothing loads it: blacklist ip_tables")]
    [InlineData("legacy", "nf_tables", "nf_tables", "", Status.Fail, "ip_tables, which the legacy iptables needs: not among the modules of /lib/modules/6.1.0")]
    public void The_module_follows_the_flavour(string flavour, string loaded, string onDisk, string modprobe, Status status, string reason)
    {
        using FixtureHost host = Host(flavour, loaded, onDisk, modprobe);

        Finding finding = host.Ask("net.netfilter-mods");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_module_that_root_can_load_is_a_remedy()
    {
        using FixtureHost host = Host("legacy", "", "ip_tables", "");

        Assert.Equal(
            ["modprobe ip_tables", "echo ip_tables >> /etc/modules-load.d/rootless-host.conf"], host.Ask("net.netfilter-mods").Remedy!.Commands);
    }

    [Theory]
    [InlineData("nf_tables", "nf_tables bridge veth", "", true, "docker", Status.Fail, "nothing loads bridge, veth: kernel.modules_disabled is 1")]
    [InlineData("nf_tables bridge veth", "nf_tables bridge veth xt_addrtype xt_conntrack xt_MASQUERADE nft_compat nft_chain_nat", "", true, "nerdctl", Status.Fail, "nothing loads xt_addrtype, xt_conntrack, xt_MASQUERADE, nft_compat, nft_chain_nat: kernel.modules_disabled is 1")]
    [InlineData("nf_tables bridge veth", "nf_tables bridge veth", "", true, "docker", Status.Pass, "nf_tables: loaded")] // built in under another name, or not at all: the kernel's configuration tells
    [InlineData("nf_tables", "nf_tables bridge veth", "install veth /bin/false", false, "userns-remap", Status.Fail, "nothing loads veth: install veth /bin/false")]
    [InlineData("nf_tables", "nf_tables bridge veth", "install veth /bin/false\nblacklist bridge", false, "docker", Status.Fail, "nothing loads bridge: blacklist bridge; nothing loads veth: install veth /bin/false")]
    [InlineData("", "nf_tables veth", "install nf_tables /bin/false\ninstall veth /bin/false", false, "docker", Status.Fail, "nf_tables: install nf_tables /bin/false")]
    [InlineData("nf_tables", "nf_tables bridge veth", "", true, "podman", Status.Pass, "nf_tables: loaded")] // its containers have no bridge unless one asks
    public void What_a_bridge_is_made_of_must_not_be_shut_out(string loaded, string onDisk, string modprobe, bool locked, string engine, Status status, string reason)
    {
        using FixtureHost host = Host("nft", loaded, onDisk, modprobe, engine);
        if (locked) host["/proc/sys/kernel/modules_disabled"] = "1\n";

        Finding finding = host.Ask("net.netfilter-mods");

        Assert.Equal((status, reason, status == Status.Fail && reason.Contains("loads", StringComparison.Ordinal)), (finding.Status, finding.Reason, finding.Remedy is not null));
    }

    [Fact]
    public void What_one_line_keeps_out_and_what_is_only_not_loaded_are_one_remedy()
    {
        using FixtureHost host = Host("nft", "", "bridge veth vxlan br_netfilter", "blacklist vxlan", "kubernetes");

        Remedy remedy = host.Ask("net.k8s-mods").Remedy!;

        Assert.Equal(("take 'blacklist vxlan' out of /etc/modprobe.d/x.conf:1, which keeps it from being loaded at boot, too; load the kernel module br_netfilter", false), (remedy.Summary, remedy.Automatic));
    }

    [Fact]
    public void A_daemon_that_is_root_loads_it_itself()
    {
        using FixtureHost host = Host("legacy", "", "ip_tables", "", "userns-remap");

        Assert.Equal(Status.Pass, host.Ask("net.netfilter-mods").Status);
    }

    [Theory]
    [InlineData("5.4.2-1", "", Status.Pass)]
    [InlineData("5.4.2-1", "[network]\nfirewall_driver = \"iptables\"\n", Status.Fail)]
    [InlineData("4.9.3-1", "", Status.Fail)]
    [InlineData("4.9.3-1", "[network]\nfirewall_driver = \"nftables\"\n", Status.Pass)]
    public void Podman_with_nft_asks_no_legacy_iptables(string version, string conf, Status status)
    {
        using FixtureHost host = Host("legacy", "", "ip_tables nf_tables", "", "podman").AsDebian(("podman", version, "/usr/bin/podman"), ("nftables", "1.1.3-1", "/usr/sbin/nft"));
        host["/etc/containers/containers.conf"] = conf;

        Assert.Equal(status, host.Ask("net.netfilter-mods").Status);
    }

    [Fact]
    public void An_image_without_modules_says_nothing()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(("iptables", "1.8.9", "/usr/sbin/xtables-nft-multi"));
        host.MakeLink("/usr/sbin/iptables", "xtables-nft-multi");

        Assert.Equal(Status.Skip, host.Ask("net.netfilter-mods").Status);
    }

    [Theory]
    [InlineData("nft", "/usr/sbin/iptables, of the nft kind")]
    [InlineData("legacy", "/usr/sbin/iptables, of the legacy kind")]
    public void The_flavour_is_where_the_links_end(string flavour, string reason)
    {
        using FixtureHost host = Host(flavour, "", "", "");

        Assert.Equal((Status.Pass, reason), (host.Ask("net.iptables").Status, host.Ask("net.iptables").Reason));
    }

    [Theory]
    [InlineData("docker", "", Status.Fail, "iptables is not installed")]
    [InlineData("userns-remap", "{\"iptables\": false}", Status.Pass, "/etc/docker/daemon.json says iptables: false")]
    [InlineData("userns-remap", "{\"firewall-backend\": \"nftables\"}", Status.Fail, "nft is not installed, which firewall-backend in /etc/docker/daemon.json asks for")]
    [InlineData("userns-remap", "{}", Status.Fail, "iptables is not installed")]
    [InlineData("k3s", "", Status.Pass, "k3s brings its own")]
    public void Without_iptables(string engine, string config, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = [engine] }.AsDebian(("docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd"));
        if (config.Length > 0) host["/etc/docker/daemon.json"] = config;

        Finding finding = host.Ask("net.iptables");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("br_netfilter", "bridge veth vxlan", Status.Pass, "bridge, veth, vxlan and br_netfilter")]
    [InlineData("", "bridge veth vxlan br_netfilter", Status.Fail, "br_netfilter is not loaded")]
    [InlineData("br_netfilter", "bridge veth", Status.Fail, "vxlan: not among the modules of /lib/modules/6.1.0")]
    [InlineData("br_netfilter", "bridge veth vxlan", Status.Fail, "vxlan is not loaded, and nothing loads it: blacklist vxlan", "blacklist vxlan")]
    public void A_cluster_wants_more(string loaded, string onDisk, Status status, string reason, string modprobe = "")
    {
        using FixtureHost host = Host("nft", loaded, onDisk, modprobe, "kubernetes");

        Assert.Equal((status, reason), (host.Ask("net.k8s-mods").Status, host.Ask("net.k8s-mods").Reason));
    }

    // Debian's links: /usr/sbin/iptables, /etc/alternatives/iptables, /usr/sbin/iptables-nft, xtables-nft-multi.
    private static FixtureHost Host(string flavour, string loaded, string onDisk, string modprobe, string engine = "docker")
    {
        FixtureHost host = new FixtureHost { Engines = [engine] }.AsDebian(("iptables", "1.8.9", $"/usr/sbin/xtables-{flavour}-multi"));
        host.MakeLink($"/usr/sbin/iptables-{flavour}", $"xtables-{flavour}-multi").MakeLink("/etc/alternatives/iptables", $"/usr/sbin/iptables-{flavour}")
            .MakeLink("/usr/sbin/iptables", "/etc/alternatives/iptables");
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/proc/modules"] = string.Concat(loaded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"{name} 1 0 - Live 0x0\n"));
        host["/lib/modules/6.1.0/modules.dep"] = string.Concat(onDisk.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"kernel/net/{name}.ko:\n"));
        host["/lib/modules/6.1.0/modules.builtin"] = "";
        host["/etc/modprobe.d/x.conf"] = modprobe + "\n";
        return host;
    }
}
