using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

public sealed class UnitsTests
{
    private const string Unit = "/home/alice/.config/systemd/user/docker.service";

    [Theory]
    [InlineData("[Service]\nDelegate=yes\n", Status.Pass, "1 unit of the user")]
    [InlineData("[Service]\nExecStart=x\n", Status.Warn, Unit + " has no Delegate=yes: containers have no limits")]
    [InlineData("[Service]\nDelegate=no\n", Status.Warn, Unit + " has no Delegate=yes: containers have no limits")]
    public void A_unit_delegates(string text, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker");
        host[Unit] = text;

        Assert.Equal((status, reason), (host.Ask("systemd.units").Status, host.Ask("systemd.units").Reason));
    }

    [Fact]
    public void A_drop_in_delegates_too()
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker");
        host[Unit] = "[Service]\nExecStart=x\n";
        host[Unit + ".d/cgroup.conf"] = "[Service]\nDelegate=yes\n";

        Assert.Equal(Finding.Pass("1 unit of the user"), host.Ask("systemd.units"));
    }

    [Fact]
    public void Buildkits_needs_no_control_groups()
    {
        using FixtureHost host = Hosts.Systemd(engine: "buildkit");
        host["/home/alice/.config/systemd/user/buildkit.service"] = "[Service]\nExecStart=x\n";

        Assert.Equal(Finding.Pass("1 unit of the user"), host.Ask("systemd.units"));
    }

    [Fact]
    public void A_masked_unit_is_said()
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker").MakeLink(Unit, "/dev/null");

        Assert.Equal($"{Unit} is masked", host.Ask("systemd.units").Reason);
    }

    [Fact]
    public void None_is_fine()
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker").MakeFolder("/home/alice");

        Assert.Equal(Finding.Skip("the user has no units of the engines"), host.Ask("systemd.units"));
    }

    [Fact]
    public void A_rootless_daemon_in_a_unit_of_the_system_is_not_supported()
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker");
        host["/etc/systemd/system/docker-alice.service"] = "[Service]\nUser=alice\nExecStart=/usr/bin/dockerd-rootless.sh\n";

        Assert.Equal("/etc/systemd/system/docker-alice.service runs dockerd-rootless.sh for the whole system as alice, which is not supported", host.Ask("systemd.units").Reason);
        Assert.Equal(Status.Skip, host.Ask("systemd.units", "bob").Status);
    }
}
