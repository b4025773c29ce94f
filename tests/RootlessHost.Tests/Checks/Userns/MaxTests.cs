using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class MaxTests
{
    [Theory]
    [InlineData("96365", Status.Pass, "up to 96365 user namespaces")]
    [InlineData("1000", Status.Warn, "user.max_user_namespaces is 1000, fewer than 1024")]
    [InlineData("0", Status.Fail, "user.max_user_namespaces is 0")]
    public void Answers_from_the_sysctl(string value, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = value + "\n" };

        Finding finding = host.Ask("userns.max");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
