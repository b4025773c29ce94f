using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class MaxTests
{
    private const string Live = "/proc/sys/user/max_user_namespaces";

    [Theory]
    [InlineData("96365", Status.Pass, "up to 96365 user namespaces")]
    [InlineData("1000", Status.Warn, "user.max_user_namespaces is 1000, fewer than 1024")]
    [InlineData("0", Status.Fail, "user.max_user_namespaces is 0")]
    public void Answers_from_the_sysctl(string value, Status status, string reason)
    {
        using var host = new FixtureHost { [Live] = value + "\n" };

        Finding finding = host.Ask("userns.max");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Says_that_a_later_file_undoes_it_at_the_next_boot()
    {
        using var host = new FixtureHost
        {
            [Live] = "28633\n",
            ["/etc/sysctl.d/51-rootless.conf"] = "user.max_user_namespaces=28633\n",
            ["/etc/sysctl.d/99-user_max_user_namespaces.conf"] = "# STIG\nuser.max_user_namespaces = 0\n",
        };

        Finding finding = host.Ask("userns.max");

        Assert.Equal(
            (Status.Warn, "user.max_user_namespaces is 28633 now, but /etc/sysctl.d/99-user_max_user_namespaces.conf:2 sets it to 0 at the next boot"),
            (finding.Status, finding.Reason));
        Assert.Equal("/etc/sysctl.d/99-user_max_user_namespaces.conf:2", finding.Evidence[0].Place);
        Assert.Equal(
            ["sysctl -w user.max_user_namespaces=28633", "echo 'user.max_user_namespaces = 28633' >> /etc/sysctl.d/zz-rootless-host.conf"], finding.Remedy!.Commands);
    }

    [Theory]
    [InlineData("/etc/sysctl.d/zz-ours.conf", "28633")] // it wins over the file with 0
    [InlineData("/etc/sysctl.d/99-x.conf", "")] // the same name hides it
    public void Says_nothing_of_a_file_that_does_not_win(string file, string value)
    {
        using var host = new FixtureHost { [Live] = "28633\n", ["/usr/lib/sysctl.d/99-x.conf"] = "user.max_user_namespaces=0\n" };
        host[file] = value.Length == 0 ? "" : $"user.max_user_namespaces={value}\n";

        Assert.Equal(Status.Pass, host.Ask("userns.max").Status);
    }

    [Fact]
    public void Never_lowers_what_is_in_force()
    {
        using var host = new FixtureHost { [Live] = "96365\n", ["/etc/sysctl.d/50-x.conf"] = "user.max_user_namespaces=0\n" };

        Assert.Equal("sysctl -w user.max_user_namespaces=96365", host.Ask("userns.max").Remedy!.Commands.First());
    }

    [Fact]
    public void A_container_sets_nothing_at_its_boot()
    {
        using var host = new FixtureHost { [Live] = "96365\n", ["/etc/sysctl.d/50-x.conf"] = "user.max_user_namespaces=0\n", ["/run/systemd/container"] = "lxc\n" };

        Assert.Equal(Status.Pass, host.Ask("userns.max").Status);
    }

    [Theory]
    [InlineData("1", Status.Fail, "user.max_user_namespaces is 1, and each of 2 engines holds one")]
    [InlineData("2", Status.Warn, "user.max_user_namespaces is 2, fewer than 1024")]
    public void Each_engine_holds_one(string limit, Status status, string reason)
    {
        using var host = new FixtureHost { [Live] = limit + "\n", Engines = ["docker", "podman"] };

        Finding finding = host.Ask("userns.max");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
