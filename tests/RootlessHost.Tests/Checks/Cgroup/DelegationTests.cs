using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Cgroup;

public sealed class DelegationTests
{
    [Fact]
    public void Passes_on_what_the_users_systemd_has_now()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Hosts.Live] = "cpu memory pids\n";

        Assert.Equal(Finding.Pass("cpu memory pids are delegated"), host.Ask("cgroup.delegation"));
    }

    [Fact]
    public void Warns_when_somebody_took_cpu_away()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Hosts.UserService] = "[Service]\nDelegate=memory pids\n";
        host[Hosts.Live] = "memory pids cpuset\n"; // cpuset is not cpu

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Warn, "cpu is not delegated, cpuset memory pids are"), (finding.Status, finding.Reason));
        Assert.Equal(new Evidence(Hosts.Live, Text: "cpuset memory pids"), Assert.Single(finding.Evidence));
        Assert.Equal(("cpu memory pids", "cpuset memory pids"), (finding.Expected, finding.Actual));
        Assert.Equal(
            [
                "mkdir -p /etc/systemd/system/user@.service.d",
                "printf '%s\\n' '[Service]' 'Delegate=cpu cpuset memory pids' > /etc/systemd/system/user@.service.d/50-rootless-host.conf",
                "systemctl daemon-reload",
            ],
            finding.Remedy!.Commands);
        Assert.Equal(TakesEffect.Relogin, finding.Remedy.TakesEffect);
    }

    [Fact]
    public void Takes_an_older_systemds_default_as_it_is()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host[Hosts.Live] = "memory pids\n";

        Assert.Equal(Finding.Pass("memory pids are delegated; cpu is not, by systemd 247's default"), host.Ask("cgroup.delegation"));
    }

    [Theory]
    [InlineData("limits:cpu", "cpu is not delegated, memory pids are")]
    [InlineData("limits", "cpu is not delegated, memory pids are")]
    [InlineData("limits:io,cpuset", "cpuset io are not delegated, memory pids are")]
    public void Fails_by_name_when_limits_are_wanted(string need, string reason)
    {
        using FixtureHost host = Hosts.Systemd(247, needs: need);
        host[Hosts.Live] = "memory pids\n";

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Fail, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Fails_without_memory_and_pids()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Hosts.UserService] = "[Service]\n";
        host[Hosts.Live] = "\n";

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Fail, "memory pids are not delegated, none is"), (finding.Status, finding.Reason));
        Assert.Contains("Delegate=cpu memory pids", string.Join('\n', finding.Remedy!.Commands), StringComparison.Ordinal);
    }

    [Fact]
    public void Predicts_the_next_login_when_nobody_is_logged_in()
    {
        using FixtureHost host = Hosts.Systemd(247);

        Assert.Equal(Finding.Pass("memory pids are delegated at the next login; cpu is not, by systemd 247's default"), host.Ask("cgroup.delegation"));
        host[$"{Hosts.DropIns}/delegate.conf"] = "[Service]\nDelegate=cpu\n";
        Assert.Equal(Finding.Pass("cpu memory pids are delegated at the next login"), host.Ask("cgroup.delegation"));
    }

    [Fact]
    public void Fails_in_advance_when_limits_are_wanted_and_not_configured()
    {
        using FixtureHost host = Hosts.Systemd(247, needs: "limits:cpu");

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Fail, "cpu is not delegated at the next login, memory pids are"), (finding.Status, finding.Reason));
        Assert.Equal(new Evidence(Hosts.UserService, 2, "Delegate=pids memory"), Assert.Single(finding.Evidence));
    }

    [Fact]
    public void Predicts_for_an_image_too()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = Hosts.Alice, [Hosts.UserService] = "[Service]\nDelegate=pids memory cpu\n" };

        Assert.Equal(Finding.Pass("cpu memory pids are delegated at the next login"), host.Ask("cgroup.delegation"));
    }

    [Fact]
    public void Leaves_a_drop_in_that_is_not_in_force_to_its_own_check()
    {
        using FixtureHost host = Hosts.Systemd(247);
        host[$"{Hosts.DropIns}/delegate.conf"] = "[Service]\nDelegate=cpu cpuset io memory pids\n";
        host[Hosts.Live] = "memory pids\n";

        Assert.Equal(Status.Pass, host.Ask("cgroup.delegation").Status);
        Assert.Equal("cpu cpuset io: applied, in force after re-login", host.Ask("cgroup.delegation-conf").Reason);
    }

    [Fact]
    public void Says_that_what_is_wanted_is_applied_and_not_in_force()
    {
        using FixtureHost host = Hosts.Systemd(252, needs: "limits:cpu");
        host[$"{Hosts.DropIns}/delegate.conf"] = "[Service]\nDelegate=cpu\n";
        host[Hosts.Live] = "memory pids\n";

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Fail, "cpu is not delegated yet, memory pids are: applied, in force after re-login"), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("kubernetes", "memory pids", "cpu is not delegated, memory pids are")]
    [InlineData("k3s", "cpu memory pids", "cpuset is not delegated, cpu memory pids are")]
    public void Fails_where_an_engine_wants_more(string engine, string live, string reason)
    {
        using FixtureHost host = Hosts.Systemd(247, engine);
        host[Hosts.Live] = live + "\n";

        Finding finding = host.Ask("cgroup.delegation");

        Assert.Equal((Status.Fail, reason), (finding.Status, finding.Reason));
        Assert.Equal([engine], finding.Engines);
    }

    [Theory]
    [InlineData("cgroup.delegation")]
    [InlineData("cgroup.delegation-conf")]
    public void Is_nothing_to_the_owner_of_remapped_ids(string id)
    {
        using FixtureHost host = Hosts.Systemd(252, "userns-remap");

        Assert.Equal(Finding.Skip("the daemon is root's, and limits with root's controllers"), host.Ask(id));
    }

    [Fact]
    public void Without_systemd_nobody_delegates()
    {
        using var host = new FixtureHost
        {
            ["/etc/passwd"] = Hosts.Alice,
            ["/etc/os-release"] = "ID=alpine\n",
            ["/sys/fs/cgroup/cgroup.controllers"] = "cpu memory pids\n",
        };

        Assert.Equal(Finding.Skip("no systemd here hands control groups to users: containers run without limits"), host.Ask("cgroup.delegation"));
    }
}
