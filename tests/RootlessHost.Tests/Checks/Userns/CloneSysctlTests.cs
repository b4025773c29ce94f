using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class CloneSysctlTests
{
    [Theory]
    [InlineData(null, "", Status.Pass, "this kernel has no such switch")]
    [InlineData("1", "", Status.Pass, "kernel.unprivileged_userns_clone is 1")]
    [InlineData("0", "", Status.Fail, "kernel.unprivileged_userns_clone is 0")]
    [InlineData("1", "kernel.unprivileged_userns_clone=0", Status.Warn, "kernel.unprivileged_userns_clone is 1 now, but /etc/sysctl.d/50-x.conf:1 sets it to 0 at the next boot")]
    public void Answers_from_the_switch(string? value, string configured, Status status, string reason)
    {
        using var host = new FixtureHost { ["/etc/sysctl.d/50-x.conf"] = configured + "\n", ["/proc/sys/kernel/osrelease"] = "6.1.0\n" };
        if (value is not null) host["/proc/sys/kernel/unprivileged_userns_clone"] = value + "\n";

        Finding finding = host.Ask("userns.clone-sysctl");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
