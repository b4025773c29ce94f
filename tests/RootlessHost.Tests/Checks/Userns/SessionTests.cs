using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class SessionTests
{
    [Theory]
    [InlineData("userns.nnp", "NoNewPrivs:\t0\n", Status.Pass, "NoNewPrivs is not set")]
    [InlineData("userns.nnp", "NoNewPrivs:\t1\n", Status.Fail, "NoNewPrivs is set for the session: newuidmap can do nothing")]
    [InlineData("userns.nnp", "", Status.Skip, "the kernel does not say")]
    [InlineData("userns.capbset", "CapBnd:\t000001ffffffffff\n", Status.Pass, "has CAP_SETUID and CAP_SETGID")]
    [InlineData("userns.capbset", "CapBnd:\t00000000000000c0\n", Status.Pass, "has CAP_SETUID and CAP_SETGID")]
    [InlineData("userns.capbset", "CapBnd:\t000001ffffffff7f\n", Status.Fail, "the capability bounding set lacks CAP_SETUID")]
    [InlineData("userns.capbset", "CapBnd:\t000001ffffffffbf\n", Status.Fail, "the capability bounding set lacks CAP_SETGID")]
    [InlineData("userns.capbset", "CapBnd:\t0000000000000000\n", Status.Fail, "the capability bounding set lacks CAP_SETUID and CAP_SETGID")]
    public void Is_asked_of_the_session(string id, string status, Status expected, string reason)
    {
        using var host = new FixtureHost
        {
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
            ["/proc/self/status"] = "Name:\tsh\nUid:\t1000\t1000\t1000\t1000\n" + status,
            ["/proc/1/status"] = "Uid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nCapBnd:\t000001ffffffffff\n",
        };

        Finding finding = host.Ask(id);

        Assert.Equal((expected, reason), (finding.Status, finding.Reason));
        Assert.All(finding.Evidence, evidence => Assert.Equal("/proc/self/status", evidence.Source));
    }

    [Theory]
    [InlineData("userns.nnp")]
    [InlineData("userns.capbset")]
    public void Of_the_users_systemd_when_somebody_else_asks(string id)
    {
        using var host = new FixtureHost
        {
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
            ["/proc/self/status"] = "Uid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nCapBnd:\t000001ffffffffff\n",
            ["/proc/1/status"] = "Uid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nCapBnd:\t000001ffffffffff\n",
            ["/proc/700/status"] = "Uid:\t1000\t1000\t1000\t1000\nNoNewPrivs:\t1\nCapBnd:\t0000000000000000\n",
            ["/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/init.scope/cgroup.procs"] = "700\n702\n",
            ["/run/user/1000/bus"] = "",
        };

        Assert.Equal("/proc/700/status", Assert.Single(host.Ask(id).Evidence).Source);
    }
}
