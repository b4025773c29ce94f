using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ModuleTests
{
    private const string Folder = "/lib/modules/6.1.0-18-amd64";

    [Theory]
    [InlineData("nf_tables", ModulePresence.Loaded, "loaded")]
    [InlineData("fuse", ModulePresence.Builtin, "built in")]
    [InlineData("br_netfilter", ModulePresence.Builtin, "built in")]
    [InlineData("br-netfilter", ModulePresence.Builtin, "built in")]
    [InlineData("overlay", ModulePresence.Loadable, "loadable")]
    [InlineData("vxlan", ModulePresence.Loadable, "loadable")]
    [InlineData("table", ModulePresence.Missing, "not among the modules of /lib/modules/6.1.0-18-amd64")]
    [InlineData("nf", ModulePresence.Missing, "not among the modules of /lib/modules/6.1.0-18-amd64")]
    [InlineData("udp_tunnel", ModulePresence.Missing, "not among the modules of /lib/modules/6.1.0-18-amd64")] // only a dependency in this list
    public void Are_found_by_their_exact_names(string name, ModulePresence presence, string reason)
    {
        using FixtureHost host = Debian();

        ModuleState state = host.Host().Module(name);

        Assert.Equal((presence, reason), (state.Presence, state.Reason));
    }

    [Theory]
    [InlineData("install overlay /bin/false", ModulePresence.Blocked, "install overlay /bin/false")]
    [InlineData("install overlay /usr/bin/true", ModulePresence.Blocked, "install overlay /usr/bin/true")]
    [InlineData("install over* \\\n  /bin/true", ModulePresence.Blocked, "install over* /bin/true")]
    [InlineData("install overlayfs /bin/false", ModulePresence.Loadable, "loadable")] // what the benchmark writes; no module is called so
    [InlineData("install overlay /sbin/modprobe -i overlay", ModulePresence.Loadable, "loadable")]
    [InlineData("install overlay /sbin/modprobe -i overlay\ninstall overlay /bin/false", ModulePresence.Loadable, "loadable")] // the first one counts
    [InlineData("#install overlay /bin/false", ModulePresence.Loadable, "loadable")]
    [InlineData("blacklist overlay", ModulePresence.Loadable, "blacklist overlay")] // modprobe by name still loads it
    public void Obey_modprobe_d(string text, ModulePresence presence, string reason)
    {
        using FixtureHost host = Debian();
        host["/etc/modprobe.d/local.conf"] = text + "\n";

        ModuleState state = host.Host().Module("overlay");

        Assert.Equal((presence, reason), (state.Presence, state.Reason));
        Assert.Equal(text.StartsWith("blacklist", StringComparison.Ordinal), state.IsBlacklisted);
    }

    [Fact]
    public void Do_not_obey_a_file_that_another_of_its_name_hides()
    {
        using FixtureHost host = Debian();
        host["/usr/lib/modprobe.d/cis.conf"] = "install overlay /bin/false\n";
        host["/etc/modprobe.d/cis.conf"] = "";

        Assert.Equal(ModulePresence.Loadable, host.Host().Module("overlay").Presence);
    }

    [Fact]
    public void Do_not_load_once_the_kernel_is_locked()
    {
        using FixtureHost host = Debian();
        host["/proc/sys/kernel/modules_disabled"] = "1\n";

        Assert.Equal(ModulePresence.LockedOut, host.Host().Module("overlay").Presence);
        Assert.Equal(ModulePresence.Loaded, host.Host().Module("nf_tables").Presence);
    }

    [Fact]
    public void Do_not_load_when_the_boot_command_line_forbids_them()
    {
        using FixtureHost host = Debian();
        host["/proc/cmdline"] = "quiet module_blacklist=floppy,overlay\n";

        Assert.Equal(ModulePresence.Blocked, host.Host().Module("overlay").Presence);
    }

    [Fact]
    public void Do_not_load_by_themselves_when_the_boot_command_line_says_so()
    {
        using FixtureHost host = Debian();
        host["/proc/cmdline"] = "quiet modprobe.blacklist=floppy,overlay\n";

        ModuleState state = host.Host().Module("overlay");

        Assert.Equal((ModulePresence.Loadable, true, "modprobe.blacklist= on the boot command line names it"), (state.Presence, state.IsBlacklisted, state.Reason));
    }

    [Theory]
    [InlineData("overlay", ModulePresence.Builtin, "in use by the kernel")] // in /proc/filesystems
    [InlineData("bridge", ModulePresence.Builtin, "in use by the kernel")] // below /sys/module
    [InlineData("tun", ModulePresence.Builtin, "CONFIG_TUN=y")]
    [InlineData("vxlan", ModulePresence.Unknown, "no modules of 6.18.44 are here")] // a module, but where
    [InlineData("ip_tables", ModulePresence.Missing, "CONFIG_IP_NF_IPTABLES is not set")]
    [InlineData("nft_fib", ModulePresence.Unknown, "no modules of 6.18.44 are here")]
    public void Leave_traces_where_there_is_no_folder_of_modules(string name, ModulePresence presence, string reason)
    {
        using var host = new FixtureHost
        {
            ["/proc/sys/kernel/osrelease"] = "6.18.44\n",
            ["/proc/filesystems"] = "nodev\toverlay\n\text4\n",
            ["/boot/config-6.18.44"] = "CONFIG_TUN=y\nCONFIG_VXLAN=m\n# CONFIG_IP_NF_IPTABLES is not set\n",
        };
        host.MakeFolder("/sys/module/bridge");

        ModuleState state = host.Host().Module(name);

        Assert.Equal((presence, reason), (state.Presence, state.Reason));
    }

    private static FixtureHost Debian() => new()
    {
        ["/proc/sys/kernel/osrelease"] = "6.1.0-18-amd64\n",
        ["/proc/modules"] = "nf_tables 303104 0 - Live 0x0000000000000000\n",
        [$"{Folder}/modules.builtin"] = "kernel/fs/fuse/fuse.ko\nkernel/net/bridge/br-netfilter.ko\n",
        [$"{Folder}/modules.dep"] =
            "kernel/fs/overlayfs/overlay.ko:\nkernel/net/netfilter/nf_tables.ko.xz: kernel/lib/libcrc32c.ko\nkernel/drivers/net/vxlan/vxlan.ko.zst: kernel/net/ipv4/udp_tunnel.ko kernel/net/ipv6/ip6_udp_tunnel.ko\n",
    };
}
