using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Cgroup;

public sealed class DelegationConfTests
{
    private const string Ours = $"{Hosts.DropIns}/50-rootless-host.conf";

    [Fact]
    public void Passes_where_the_distributions_word_is_in_force()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Hosts.Live] = "cpu memory pids\n";

        Assert.Equal(Finding.Pass("user@.service delegates cpu memory pids"), host.Ask("cgroup.delegation-conf"));
    }

    [Fact]
    public void Says_that_a_drop_in_is_applied_and_not_in_force()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host[Ours] = "[Service]\nDelegate=cpu memory pids\n";
        host[Hosts.Live] = "memory pids\n";

        Finding finding = host.Ask("cgroup.delegation-conf");

        Assert.Equal((Status.Warn, "cpu: applied, in force after re-login"), (finding.Status, finding.Reason));
        Assert.Equal([new Evidence(Ours, 2, "Delegate=cpu memory pids"), new Evidence(Hosts.Live, Text: "memory pids")], finding.Evidence);
    }

    [Theory]
    [InlineData("Delegate=no")]
    [InlineData("Delegate=")]
    public void Names_the_later_drop_in_that_takes_it_away(string setting)
    {
        using FixtureHost host = Hosts.Systemd(247);
        host[Ours] = "[Service]\nDelegate=cpu\n";
        host["/usr/lib/systemd/system/user@.service.d/70-site.conf"] = $"[Service]\n{setting}\n";

        Finding finding = host.Ask("cgroup.delegation-conf");

        Assert.Equal(
            (Status.Warn, $"/usr/lib/systemd/system/user@.service.d/70-site.conf takes away what {Ours} delegates: cpu memory pids"), (finding.Status, finding.Reason));
        Assert.Contains("/etc/systemd/system/user@.service.d/90-rootless-host.conf", finding.Remedy!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_slice_that_disables_a_controller()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host[Ours] = "[Service]\nDelegate=cpu\n";
        host["/etc/systemd/system/user.slice.d/no-cpu.conf"] = "[Slice]\nDisableControllers=cpu\n";

        Finding finding = host.Ask("cgroup.delegation-conf");

        Assert.Equal($"/etc/systemd/system/user.slice.d/no-cpu.conf takes away what {Ours} delegates: cpu", finding.Reason);
        Assert.Equal("take DisableControllers=cpu from /etc/systemd/system/user.slice.d/no-cpu.conf", finding.Remedy!.Summary);
    }

    [Fact]
    public void A_link_to_dev_null_masks_a_drop_in_of_the_same_name()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host["/usr/lib/systemd/system/user@.service.d/10-no.conf"] = "[Service]\nDelegate=no\n";
        host.MakeLink($"{Hosts.DropIns}/10-no.conf", "/dev/null");

        Assert.Equal(Finding.Pass("user@.service delegates memory pids"), host.Ask("cgroup.delegation-conf"));
    }

    [Fact]
    public void A_drop_in_of_one_account_counts_for_it_alone()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host["/etc/systemd/system/user@1000.service.d/cpu.conf"] = "[Service]\nDelegate=cpu\n";

        Assert.Equal("user@.service delegates cpu memory pids", host.Ask("cgroup.delegation-conf", "alice").Reason);
        Assert.Equal("user@.service delegates memory pids", host.Ask("cgroup.delegation-conf", "bob").Reason);
    }

    [Fact]
    public void A_drop_in_about_something_else_in_an_image_without_the_unit_says_nothing()
    {
        using FixtureHost host = Hosts.Systemd();
        File.Delete(host.On(Hosts.UserService));
        host[$"{Hosts.DropIns}/limits.conf"] = "[Service]\nLimitNOFILE=4096\n";

        Assert.Equal(Finding.Skip("user@.service is not in this image"), host.Ask("cgroup.delegation-conf"));
        Assert.Equal(Status.Skip, host.Ask("cgroup.delegation").Status);
    }
}
