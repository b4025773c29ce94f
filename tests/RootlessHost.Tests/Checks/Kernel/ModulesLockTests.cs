using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Kernel;

public sealed class ModulesLockTests
{
    private const string Folder = "/lib/modules/6.1.0";

    [Theory]
    [InlineData("", "", Status.Pass, "none is blocked")]
    [InlineData("install overlay /bin/false", "", Status.Fail, "overlay cannot be loaded: install overlay /bin/false")]
    [InlineData("install overlay /bin/false\ninstall tun /bin/true", "", Status.Fail, "overlay, tun cannot be loaded: install overlay /bin/false")]
    [InlineData("install overlay /bin/false", "overlay 1 0 - Live 0x0\n", Status.Pass, "none is blocked")] // loaded all the same
    [InlineData("install overlayfs /bin/false", "", Status.Pass, "none is blocked")] // what the benchmark writes blocks nothing
    [InlineData("blacklist overlay", "", Status.Pass, "none is blocked")] // modprobe by name loads it
    [InlineData("install fuse /bin/false", "", Status.Pass, "none is blocked")] // with overlay, podman needs no FUSE
    [InlineData("install vxlan /bin/false", "", Status.Pass, "none is blocked")] // a cluster's need alone
    public void Says_what_modprobe_d_blocks(string text, string loaded, Status status, string reason)
    {
        using FixtureHost host = Host(loaded);
        host["/etc/modprobe.d/cis.conf"] = text + "\n";

        Finding finding = host.Ask("kernel.modules-lock");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void What_is_built_in_cannot_be_blocked()
    {
        using FixtureHost host = Host("");
        host[$"{Folder}/modules.builtin"] = "kernel/fs/overlayfs/overlay.ko\n";
        host["/etc/modprobe.d/cis.conf"] = "install overlay /bin/false\n";

        Assert.Equal(Status.Pass, host.Ask("kernel.modules-lock").Status);
    }

    [Theory]
    [InlineData("", Status.Fail, "overlay, tun, fuse, nf_tables cannot be loaded: kernel.modules_disabled is 1")]
    [InlineData("overlay 1\ntun 1\nnf_tables 1\n", Status.Pass, "kernel.modules_disabled is 1, and what is needed is there")]
    public void A_locked_kernel_is_fine_with_what_it_has(string loaded, Status status, string reason)
    {
        using FixtureHost host = Host(loaded);
        host["/proc/sys/kernel/modules_disabled"] = "1\n";

        Finding finding = host.Ask("kernel.modules-lock");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (status == Status.Fail) Assert.Equal((TakesEffect.Reboot, "echo overlay >> /etc/modules-load.d/rootless-host.conf"), (finding.Remedy!.TakesEffect, finding.Remedy.Commands.First()));
    }

    [Fact]
    public void An_image_is_judged_by_its_files()
    {
        using var host = new FixtureHost { ["/etc/modprobe.d/cis.conf"] = "# CIS\ninstall overlay /bin/false\n" };

        Finding finding = host.Ask("kernel.modules-lock");

        Assert.Equal(new Evidence("/etc/modprobe.d/cis.conf", 2, "install overlay /bin/false"), Assert.Single(finding.Evidence));
        Assert.Equal("take 'install overlay /bin/false' out of /etc/modprobe.d/cis.conf:2", finding.Remedy!.Summary);
        Assert.False(finding.Remedy.Automatic);
    }

    private static FixtureHost Host(string loaded) => new()
    {
        ["/proc/sys/kernel/osrelease"] = "6.1.0\n",
        ["/proc/modules"] = loaded,
        [$"{Folder}/modules.dep"] = "kernel/overlay.ko:\nkernel/tun.ko:\nkernel/fuse.ko:\nkernel/nf_tables.ko:\nkernel/vxlan.ko:\n",
    };
}
