using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Sec;

public sealed class KeysTests
{
    [Theory]
    [InlineData(" 1000:     4 4/4 3/200 61/20000", Status.Pass, "3 of 200 keys are used")]
    [InlineData(" 1000:   190 190/190 180/200 61/20000", Status.Pass, "180 of 200 keys are used")]
    [InlineData(" 1000:   190 190/190 181/200 61/20000", Status.Warn, "181 of 200 keys are used")]
    [InlineData(" 1000:   201 200/200 200/200 3000/20000", Status.Fail, "200 of 200 keys are used: no container can start")]
    [InlineData(" 1000:   101 100/100 100/200 20000/20000", Status.Fail, "20000 of 20000 bytes of keys are used: no container can start")]
    [InlineData(" 1000:     2 2/2 0/200 0/20", Status.Fail, "0 of 20 bytes of keys are used: no container can start")]
    [InlineData(" 1001:   201 200/200 200/200 3000/20000", Status.Pass, "none of the quota is used")] // somebody else's
    [InlineData("junk\n 1000: x", Status.Pass, "none of the quota is used")]
    public void Answers_from_what_the_user_has_used(string line, Status status, string reason)
    {
        using FixtureHost host = Host(line);

        Finding finding = host.Ask("sec.keys");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("1", "20", Status.Fail, "kernel.keys.maxkeys is 1 and kernel.keys.maxbytes 20: no container can start")]
    [InlineData("200", "20000", Status.Pass, "none of the quota is used")]
    public void A_quota_that_nobody_has_used_may_be_too_small(string keys, string bytes, Status status, string reason)
    {
        using FixtureHost host = Host("");
        host["/proc/sys/kernel/keys/maxkeys"] = keys + "\n";
        host["/proc/sys/kernel/keys/maxbytes"] = bytes + "\n";

        Finding finding = host.Ask("sec.keys");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void The_remedy_raises_keys_and_bytes()
    {
        using FixtureHost host = Host(" 1000:   201 200/200 200/200 3000/20000");

        Finding finding = host.Ask("sec.keys");

        Assert.Equal("set kernel.keys.maxkeys to 1000000; set kernel.keys.maxbytes to 25000000", finding.Remedy!.Summary);
        Assert.Equal(new Evidence("/proc/key-users", 2, "1000: 200/200 3000/20000"), Assert.Single(finding.Evidence));
    }

    private static FixtureHost Host(string line) => new()
    {
        ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
        ["/proc/key-users"] = $"    0:    50 49/49 40/1000000 900/25000000\n{line}\n",
    };
}
