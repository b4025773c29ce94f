using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class MaxOtherTests
{
    [Theory]
    [InlineData("net=15000 mnt=15000 pid=15000", Status.Pass, "up to 15000 of each")]
    [InlineData("net=0 mnt=15000 pid=15000", Status.Fail, "user.max_net_namespaces is 0")]
    [InlineData("net=15000 mnt=500 pid=0", Status.Fail, "user.max_pid_namespaces is 0")] // the failure before the warning
    [InlineData("net=15000 mnt=500 pid=15000", Status.Warn, "user.max_mnt_namespaces is 500, fewer than 1024")]
    [InlineData("time=0", Status.Skip, "user.max_net_namespaces is not in this image")] // nobody needs those of time
    public void Answers_from_the_sysctls(string values, Status status, string reason)
    {
        using var host = new FixtureHost();
        foreach (string value in values.Split(' ')) host[$"/proc/sys/user/max_{value.Split('=')[0]}_namespaces"] = value.Split('=')[1] + "\n";

        Finding finding = host.Ask("userns.max-other");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void The_remedy_is_the_kernels_own_default()
    {
        using var host = new FixtureHost
        {
            ["/proc/sys/user/max_net_namespaces"] = "0\n",
            ["/proc/sys/kernel/threads-max"] = "30626\n",
            ["/etc/sysctl.d/90-max_net_namespaces.conf"] = "user.max_net_namespaces = 0\n",
        };

        Assert.Equal(
            ["sysctl -w user.max_net_namespaces=15313", "echo 'user.max_net_namespaces = 15313' >> /etc/sysctl.d/99-rootless-host.conf"],
            host.Ask("userns.max-other").Remedy!.Commands);
    }
}
