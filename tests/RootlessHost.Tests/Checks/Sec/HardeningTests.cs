using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Sec;

public sealed class HardeningTests
{
    [Fact]
    public void A_guides_file_is_one_warning_with_its_exception_and_the_rest_follows()
    {
        using var host = new FixtureHost
        {
            ["/proc/sys/user/max_user_namespaces"] = "28633\n",
            ["/etc/sysctl.d/99-stig.conf"] = "user.max_user_namespaces = 0\n",
        };

        Assert.Equal("/etc/sysctl.d/99-stig.conf:1 sets user.max_user_namespaces to 0, as RHEL 9 STIG V-257816 (RHEL-09-213105) wants", host.Ask("sec.compliance").Reason);
        Assert.Equal("document containers as a need of this host, and take the setting out of /etc/sysctl.d/99-stig.conf:1", host.Ask("sec.compliance").Remedy!.Summary);
        Assert.Equal("follows from userns.max", host.Ask("sec.sysctl-precedence").Reason);
    }

    [Fact]
    public void An_image_that_will_boot_to_it_is_told()
    {
        using var host = new FixtureHost { ["/etc/sysctl.d/99-stig.conf"] = "user.max_user_namespaces = 0\n" };

        Finding finding = host.Ask("sec.sysctl-precedence");

        Assert.Equal((Status.Warn, "/etc/sysctl.d/99-stig.conf:1 sets user.max_user_namespaces to 0 at boot"), (finding.Status, finding.Reason));
        Assert.Equal("echo 'user.max_user_namespaces = 28633' >> /etc/sysctl.d/zz-rootless-host.conf", finding.Remedy!.Commands.Last());
    }

    [Theory]
    [InlineData("/etc/modprobe.d/cis.conf", "install overlay /bin/false", "/etc/modprobe.d/cis.conf:1 blocks overlay, as CIS (overlayfs kernel module is not available) wants")]
    [InlineData("/etc/modprobe.d/cis.conf", "install overlayfs /bin/false", "none does")] // blocks nothing
    [InlineData("/etc/modprobe.d/cis.conf", "install cramfs /bin/false", "none does")]
    [InlineData("/etc/sysctl.d/60-cis.conf", "net.ipv4.conf.all.rp_filter = 1\nkernel.dmesg_restrict = 1", "none does")]
    [InlineData("/etc/sysctl.d/90-max_net_namespaces.conf", "user.max_net_namespaces=0", "/etc/sysctl.d/90-max_net_namespaces.conf:1 sets user.max_net_namespaces to 0, as the hardening chapter of Apptainer's guide wants")]
    public void Only_what_contradicts_containers_is_told(string file, string text, string reason)
    {
        using var host = new FixtureHost { [file] = text + "\n" };

        Assert.Equal(reason, host.Ask("sec.compliance").Reason);
    }

    [Theory]
    [InlineData("fs.inotify.max_user_instances = 8", "fs.inotify.max_user_instances is 128 now, but /etc/sysctl.d/50-x.conf:1 sets it to 8 at the next boot")]
    [InlineData("fs.inotify.max_user_instances = 512", "none does")]
    [InlineData("kernel.keys.maxkeys = lots", "none does")]
    [InlineData("no.such.key = 0", "none does")]
    public void A_file_that_lowers_a_limit_is_told(string text, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/fs/inotify/max_user_instances"] = "128\n", ["/etc/sysctl.d/50-x.conf"] = text + "\n" };

        Assert.Equal(reason, host.Ask("sec.sysctl-precedence").Reason);
    }

    [Theory]
    [InlineData("1", Status.Skip, "kernel.dmesg_restrict is 1, as most distributions have it; kubelet goes on without")]
    [InlineData("0", Status.Pass, "users may read it")]
    public void The_kernels_log_is_never_a_failure(string value, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/dmesg_restrict"] = value };

        Assert.Equal((status, reason), (host.Ask("sec.dmesg").Status, host.Ask("sec.dmesg").Reason));
    }
}
