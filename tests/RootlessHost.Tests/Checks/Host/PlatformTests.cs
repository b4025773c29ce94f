using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Host;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"", "Linux", Status.Pass, "Debian GNU/Linux 12 (bookworm) on x86_64")]
    [InlineData("ID=ubuntu\nVERSION_ID=\"20.04\"\nPRETTY_NAME=\"Ubuntu 20.04 LTS\"", "Linux", Status.Pass, "Ubuntu 20.04 LTS on x86_64")] // podman and docker do not mind
    [InlineData("", "Linux", Status.Pass, "linux on x86_64")]
    [InlineData("ID=debian", "GNU/kFreeBSD", Status.Fail, "the kernel is GNU/kFreeBSD, not Linux")]
    public void Names_the_platform(string release, string kernel, Status status, string reason)
    {
        using var host = new FixtureHost
        {
            ["/etc/os-release"] = release,
            ["/proc/sys/kernel/ostype"] = kernel + "\n",
            ["/proc/sys/kernel/arch"] = "x86_64\n",
        };

        Finding finding = host.Ask("host.platform");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
