using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

public sealed class LogindTests
{
    private const string Conf = "/etc/systemd/logind.conf";

    [Theory]
    [InlineData("[Login]\n#KillUserProcesses=yes\n")] // as distributions ship it
    [InlineData("[Login]\nKillUserProcesses=yes\nKillUserProcesses=no\n")]
    [InlineData("[Login]\nKillUserProcesses=yes\nKillExcludeUsers=root alice\n")]
    [InlineData("[Login]\nKillUserProcesses=yes\nKillOnlyUsers=bob\n")]
    [InlineData("[Other]\nKillUserProcesses=yes\n")]
    [InlineData("[Login]\nRemoveIPC=yes\n")]
    public void Leaves_alice_alone(string text)
    {
        using FixtureHost host = Hosts.Systemd();
        host[Conf] = text;

        Assert.Equal(Finding.Pass("logind leaves processes alone at logout"), host.Ask("systemd.logind"));
    }

    [Fact]
    public void A_drop_in_that_kills_is_named()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Conf] = "[Login]\nKillUserProcesses=no\n";
        host["/etc/systemd/logind.conf.d/10-kill.conf"] = "[Login]\nKillUserProcesses=yes\n";

        Finding finding = host.Ask("systemd.logind");

        Assert.Equal((Status.Warn, "KillUserProcesses=yes and no linger: containers are killed at logout"), (finding.Status, finding.Reason));
        Assert.Equal("/etc/systemd/logind.conf.d/10-kill.conf:2", Assert.Single(finding.Evidence).Place);
    }

    [Fact]
    public void Linger_outlives_it()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Conf] = "[Login]\nKillUserProcesses=yes\n";
        host["/var/lib/systemd/linger/alice"] = "";

        Assert.Equal(Status.Pass, host.Ask("systemd.logind").Status);
    }
}
