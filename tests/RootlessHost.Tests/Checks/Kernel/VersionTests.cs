using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Kernel;

public sealed class VersionTests
{
    [Theory]
    [InlineData("6.1.0-18-amd64", Status.Pass, "kernel 6.1.0-18-amd64")]
    [InlineData("4.18.0-553.el8_10.x86_64", Status.Pass, "kernel 4.18.0-553.el8_10.x86_64")] // RHEL 8 has carried the rest back
    [InlineData("3.10.0-1160.el7.x86_64", Status.Fail, "kernel 3.10.0-1160.el7.x86_64 is older than 4.18, which lets users mount what images need")]
    [InlineData("2.6.32", Status.Fail, "kernel 2.6.32 is older than 3.8, which brought user namespaces")]
    [InlineData("mainline", Status.Skip, "mainline has no version that could be compared")]
    public void Only_what_is_older_than_4_18_fails(string release, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = release + "\n" };

        Finding finding = host.Ask("kernel.version");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
