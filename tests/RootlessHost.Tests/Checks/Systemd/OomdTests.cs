using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

public sealed class OomdTests
{
    private const string Kill = "[Service]\nManagedOOMMemoryPressure=kill\n";

    [Fact]
    public void Is_no_matter_where_it_is_not_installed()
    {
        using FixtureHost host = Hosts.Systemd();

        Assert.Equal(Finding.Skip("systemd-oomd is not installed"), host.Ask("systemd.oomd"));
    }

    [Theory]
    [InlineData("/usr/lib/systemd/system/user@.service.d/10-oomd-user-service-defaults.conf", Status.Pass, "ManagedOOMMemoryPressure=kill, as the distribution ships it")]
    [InlineData("/etc/systemd/system/user@.service.d/oomd.conf", Status.Warn, "ManagedOOMMemoryPressure=kill: where memory is short whole containers are killed")]
    public void What_the_distribution_ships_is_no_warning(string path, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd();
        host["/usr/lib/systemd/systemd-oomd"] = "";
        host[path] = Kill;

        Finding finding = host.Ask("systemd.oomd");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
