using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class EntriesTests
{
    [Fact]
    public void What_blocks_comes_before_what_only_fails_and_warns()
    {
        using var sample = new Sample();

        var entries = new Entries(sample.Report([.. Sample.Mixed.Reverse()]));

        Assert.Equal(["subid.size", "sec.apparmor", "cgroup.delegation", "userns.max", "systemd.linger"], entries.Sorted.Select(entry => entry.First.Id));
    }

    [Theory]
    [InlineData(1, "u0")]
    [InlineData(2, "u0 and u1")]
    [InlineData(5, "u0, u1, u2, u3 and u4")]
    [InlineData(6, "u0, u1 and 4 more")]
    [InlineData(60_000, "u0, u1 and 59,998 more")]
    public void Names_a_few_users_and_counts_the_others(int count, string words)
    {
        using var sample = new Sample();
        Judgement[] findings = [.. Enumerable.Range(0, count).Select(i => Sample.Of("subid.size", $"u{i}", Finding.Fail("none")))];

        Assert.Equal(words, Assert.Single(Entries.Problems(sample.Report(findings)).Sorted).Users);
    }

    [Fact]
    public void A_look_keeps_what_is_not_well_on_its_way()
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "0\n", ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n" };
        Report report = host.Check("alice");

        var walked = Entries.Problems(report with { Problems = null });

        Assert.Contains("userns.max", report.Problems!.Sorted.Select(entry => entry.First.Id));
        Assert.Equal(walked.Sorted.Select(entry => (entry.First.Id, entry.Finding.Reason, entry.Count)), report.Problems.Sorted.Select(entry => (entry.First.Id, entry.Finding.Reason, entry.Count)));
    }
}
