using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Sec;

public sealed class HidepidTests
{
    [Theory]
    [InlineData("rw", Status.Pass, "/proc hides no processes")]
    [InlineData("rw,hidepid=0", Status.Pass, "/proc hides no processes")]
    [InlineData("rw,hidepid=1", Status.Warn, "/proc keeps the processes of others closed (hidepid=1)")]
    [InlineData("rw,hidepid=noaccess", Status.Warn, "/proc keeps the processes of others closed (hidepid=noaccess)")]
    [InlineData("rw,hidepid=2", Status.Fail, "/proc hides the processes of others (hidepid=2)")]
    [InlineData("rw,gid=26,hidepid=invisible", Status.Fail, "/proc hides the processes of others (hidepid=invisible)")]
    [InlineData("rw,hidepid=ptraceable", Status.Fail, "/proc hides the processes of others (hidepid=ptraceable)")]
    [InlineData("rw,gid=44,hidepid=2", Status.Pass, "/proc hides processes (hidepid=2), but not from group 44, which the user is in")]
    public void Answers_from_the_mount_in_force(string options, Status status, string reason)
    {
        using var host = new FixtureHost
        {
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
            ["/etc/group"] = "proc:x:44:bob,alice\nother:x:26:bob\n",
            ["/proc/self/mountinfo"] = $"22 21 0:20 / /proc rw,nosuid - proc proc {options}\n",
            ["/etc/fstab"] = "# proc\nproc /proc proc defaults,hidepid=2 0 0\n",
        };

        Finding finding = host.Ask("sec.hidepid");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (status == Status.Fail) Assert.Equal(["/proc/self/mountinfo:1", "/etc/fstab:2"], finding.Evidence.Select(evidence => evidence.Place));
    }
}
