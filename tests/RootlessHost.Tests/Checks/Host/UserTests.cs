using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Tests.Checks.Host;

public sealed class UserTests
{
    [Theory]
    [InlineData("status 41ed 1000 1000 4096 2 0:0 0", Status.Pass, "has a home of its own")]
    [InlineData("status 41c0 1000 1000 4096 2 0:0 0", Status.Pass, "has a home of its own")]
    [InlineData("status 4140 1000 1000 4096 2 0:0 0", Status.Fail, "the home /home/alice has mode 0500: its owner may not write to it")]
    [InlineData("status 41ed 0 0 4096 2 0:0 0", Status.Fail, "the home /home/alice belongs to uid 0, and alice may not write to it")]
    [InlineData("status 41f8 0 1000 4096 2 0:0 0", Status.Warn, "the home /home/alice belongs to uid 0, not to 1000")]
    [InlineData("status 81a4 1000 1000 4096 1 0:0 0", Status.Fail, "the home /home/alice is no folder")]
    [InlineData("absent", Status.Fail, "the home /home/alice does not exist")]
    public void Judges_the_home_as_it_was_captured(string home, Status status, string reason)
    {
        using FixtureHost host = Captured($"stat /home/alice {home}");

        Finding finding = host.Ask("host.user");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_home_that_is_mounted_when_used_need_not_be_there()
    {
        using FixtureHost host = Captured("stat /home/alice absent");
        host["/proc/self/mountinfo"] = "30 21 0:50 / /home rw - autofs auto.home rw\n";

        Assert.Equal("/home/alice is mounted when it is used", host.Ask("host.user").Reason);
    }

    [Fact]
    public void Nothing_is_alleged_of_the_homes_of_an_image()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n" };

        Assert.Equal((Status.Skip, "/home/alice is not in this image"), (host.Ask("host.user").Status, host.Ask("host.user").Reason));
    }

    [Fact]
    public void Root_is_not_rootless()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\n" };

        Assert.Equal((Status.Fail, "root: what it runs is not rootless"), (host.Ask("host.user", "root").Status, host.Ask("host.user", "root").Reason));
    }

    [Fact]
    public void The_home_is_made_by_a_command_that_survives_odd_names()
    {
        using FixtureHost host = Captured("stat /home/al\\040$(id) absent", "alice:x:1000:1000::/home/al $(id):/bin/sh\n");

        Assert.Equal(["install -d -m 0700 -o alice -g 1000 '/home/al $(id)'"], host.Ask("host.user").Remedy!.Commands);
    }

    private static FixtureHost Captured(string line, string passwd = "alice:x:1000:1000::/home/alice:/bin/sh\n") => new()
    {
        ["/" + Root.RecordingName] = $"rootless-host.capture/1\notherwise tree\n{line}\n",
        ["/etc/passwd"] = passwd,
        ["/etc/group"] = "alice:x:1000:\n",
        ["/proc/self/mountinfo"] = "21 1 8:1 / / rw - ext4 /dev/vda1 rw\n",
    };
}
