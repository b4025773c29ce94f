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
    [InlineData(247, @"DOM\\ann", Status.Fail, @"linger is on, but at boot logind of systemd 247 takes DOM\\ann for the account's name, and starts nobody")]
    [InlineData(252, @"DOM\\ann", Status.Pass, "linger is on")]
    [InlineData(252, @"DOM\ann", Status.Fail, "linger is off: containers start with a login and end with the last logout")]
    [InlineData(252, @"DOM\x5cann", Status.Fail, "linger is off: containers start with a login and end with the last logout")] // logind reads it, and finds no file of that user's
    public void Of_a_name_with_a_backslash_logind_escapes_the_file(int version, string file, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd(version, needs: "boot");
        host["/etc/passwd"] = @"DOM\ann:x:1002:1002::/home/ann:/bin/sh";
        host[$"/var/lib/systemd/linger/{file}"] = "";

        Finding finding = host.Ask("systemd.linger", @"DOM\ann");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (version == 247) Assert.Equal(["systemctl add-wants multi-user.target user@1002.service"], finding.Remedy!.Commands);
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
