using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class ReadinessTests
{
    private static readonly Judgement[] Findings =
    [
        Sample.Of("userns.max", null, Finding.Pass("up to 96365 user namespaces")),
        Sample.Of("subid.size", "alice", Finding.Fail("1000 subordinate uids, 65536 needed"), ("docker", Level.Required)),
        Sample.Of("cgroup.delegation", "alice", Finding.Warn("cpu is not delegated"), ("podman", Level.Recommended)),
        Sample.Of("sec.apparmor", "alice", Finding.Unknown("could not be found out"), ("podman", Level.Recommended)),
        Sample.Of("systemd.linger", "alice", Finding.Skip("not wanted")),
        Sample.Of("subid.size", "bob", Finding.Fail("none"), ("docker", Level.Required)),
    ];

    public static TheoryData<string, string, string, bool, string> Questions => new()
    {
        { "", "", "", false, "[+]userns.max ok\n[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed (and 1 more)\n[!]cgroup.delegation warn: alice: cpu is not delegated\n[!]sec.apparmor warn: alice: could not be found out\n[+]systemd.linger ok (skipped)\nreadyz check failed\n" },
        { "podman", "", "", true, "[+]userns.max ok\n[!]cgroup.delegation warn: alice: cpu is not delegated\n[!]sec.apparmor warn: alice: could not be found out\n[+]systemd.linger ok (skipped)\nreadyz check passed\n" },
        { "docker", "bob", "", false, "[+]userns.max ok\n[-]subid.size failed: bob: none\nreadyz check failed\n" },
        { "docker", "", "subid.size", true, "[+]userns.max ok\n[+]subid.size excluded: ok\n[+]systemd.linger ok (skipped)\nreadyz check passed\n" },
        { "docker", "", "subid.sise", false, "[+]userns.max ok\n[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed (and 1 more)\n[+]systemd.linger ok (skipped)\nwarn: some health checks cannot be excluded: no matches for \"subid.sise\"\nreadyz check failed\n" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void Says_of_what_was_asked_about_a_line_a_check(string engine, string user, string exclude, bool passes, string text)
    {
        using var sample = new Sample();
        ReadyAnswer answer = new Readiness(sample.Report(Findings)).Of(new ReadyQuestion(Words(engine), Words(user), Words(exclude)));

        Assert.Equal((passes, text), (answer.Passes, answer.Text("readyz", verbose: true)));
        Assert.Equal(passes ? "ok" : text, answer.Text("readyz", verbose: false));
    }

    [Theory]
    [InlineData("userns.max", "[+]userns.max ok", false)]
    [InlineData("subid.size", "[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed (and 1 more)", true)]
    [InlineData("cgroup.delegation", "[!]cgroup.delegation warn: alice: cpu is not delegated", false)]
    [InlineData("sec.apparmor", "[-]sec.apparmor failed: alice: could not be found out", true)] // asked by name, unknown is not pass
    public void Of_one_check_its_own_status_counts(string id, string line, bool blocks)
    {
        using var sample = new Sample();
        ReadyLine answer = new Readiness(sample.Report(Findings)).Of(id, ReadyQuestion.Everything)!;

        Assert.Equal((line, blocks), (answer.Text, answer.Blocks));
    }

    [Fact]
    public void What_follows_from_another_check_is_answered_by_that_one()
    {
        using var sample = new Sample();
        Report report = sample.Report(
            Sample.Of("subid.present", "alice", Finding.Fail("no subordinate uids or gids"), ("docker", Level.Required)),
            Sample.Of("subid.size", "alice", Finding.FollowsFrom("subid.present"), ("docker", Level.Required)),
            Sample.Of("subid.parity", "alice", Finding.FollowsFrom("subid.size"), ("docker", Level.Recommended)),
            Sample.Of("cgroup.version", null, Finding.Warn("hybrid"), ("podman", Level.Recommended)),
            Sample.Of("cgroup.root", null, Finding.FollowsFrom("cgroup.version"), ("podman", Level.Recommended)),
            Sample.Of("net.driver", "alice", Finding.FollowsFrom("net.driver"), ("docker", Level.Required)),
            Sample.Of("net.ping", "alice", Finding.FollowsFrom("engine.present"), ("docker", Level.Required)));
        ReportDocument read = ReportDocument.Read(Encoding.UTF8.GetBytes(Sample.Written("json", report)));

        foreach (Report told in (Report[])[report, read.Report])
        {
            Assert.Equal(("[-]subid.size failed: alice: follows from subid.present: no subordinate uids or gids", true), Of("subid.size", told));
            Assert.Equal(("[-]subid.parity failed: alice: follows from subid.size: follows from subid.present: no subordinate uids or gids", true), Of("subid.parity", told));
            Assert.Equal(("[!]cgroup.root warn: follows from cgroup.version: hybrid", false), Of("cgroup.root", told));
            Assert.Equal(("[+]net.driver ok (skipped)", false), Of("net.driver", told));
            Assert.Equal(("[+]net.ping ok (skipped)", false), Of("net.ping", told));
        }
        Assert.Equal(("[-]subid.size failed: follows from subid.present: reason withheld", true), Of("subid.size", Withheld.From(read.Report)));

        static (string, bool) Of(string id, Report report) => new Readiness(report).Of(id, ReadyQuestion.Everything) is { } line ? (line.Text, line.Blocks) : default;
    }

    [Fact]
    public void What_the_report_has_not_is_not_well()
    {
        using var sample = new Sample();
        var readiness = new Readiness(sample.Report(Findings));

        Assert.Equal("no engine 'lxc' in this report: docker, podman", readiness.Missing(new ReadyQuestion(["lxc"], [], [])));
        Assert.Equal("no verdict about 'carol' in this report", readiness.Missing(new ReadyQuestion([], ["carol"], [])));
        Assert.Null(readiness.Missing(new ReadyQuestion(["podman"], ["bob"], [])));
        Assert.Null(readiness.Of("kernel.version", ReadyQuestion.Everything));
    }

    [Fact]
    public void A_verdict_holds_even_where_its_findings_are_not_listed()
    {
        using var sample = new Sample();
        Report report = sample.Report(Findings);
        var readiness = new Readiness(report with { Findings = [.. report.Findings.Where(finding => finding.Id != "subid.size")] });

        ReadyAnswer answer = readiness.Of(ReadyQuestion.Everything);

        Assert.False(answer.Passes);
        Assert.Equal("[-]subid.size failed: the report does not list its findings", answer.First!.Text);
    }

    private static string[] Words(string word) => word.Length == 0 ? [] : [word];
}
