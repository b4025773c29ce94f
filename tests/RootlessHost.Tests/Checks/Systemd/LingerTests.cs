using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

public sealed class LingerTests
{
    [Fact]
    public void Its_absence_fails_the_need_to_boot()
    {
        using FixtureHost host = Hosts.Systemd(needs: "boot");

        Finding finding = host.Ask("systemd.linger");

        Assert.Equal((Status.Fail, "linger is off: containers start with a login and end with the last logout"), (finding.Status, finding.Reason));
        Assert.Equal(["loginctl enable-linger alice"], finding.Remedy!.Commands);
    }

    [Fact]
    public void Its_absence_is_said_and_no_more_without_the_need()
    {
        using FixtureHost host = Hosts.Systemd();

        Assert.Equal(Finding.Skip("linger is off: containers end with the last logout (--need boot asks for it)"), host.Ask("systemd.linger"));
    }

    [Fact]
    public void Is_a_file_of_the_users_name()
    {
        using FixtureHost host = Hosts.Systemd(needs: "boot");
        host["/var/lib/systemd/linger/alice"] = "";

        Assert.Equal(Finding.Pass("linger is on"), host.Ask("systemd.linger"));
        Assert.Equal(Status.Fail, host.Ask("systemd.linger", "bob").Status);
    }

    [Theory]
    [InlineData("boot", Status.Unknown)]
    [InlineData("network", Status.Skip)]
    public void Where_there_is_no_systemd_nothing_tells(string need, Status status)
    {
        using var host = new FixtureHost { Needs = [need], ["/etc/passwd"] = Hosts.Alice, ["/etc/os-release"] = "ID=alpine\n" };

        Assert.Equal(status, host.Ask("systemd.linger").Status);
    }
}
