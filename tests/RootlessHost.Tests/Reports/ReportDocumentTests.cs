using System.Security.Cryptography;
using System.Text;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class ReportDocumentTests
{
    private const string Watch = """
        ,
          "watch": {
            "intervalSeconds": 30, "enforce": true, "startedAt": "2026-03-04T05:00:00Z", "evaluations": 12, "failures": 1, "failure": "open /etc/passwd: Permission denied",
            "pendingChanges": 3, "lastApply": {"at": "2026-03-04T05:01:00Z", "success": true}, "notListed": 0,
            "ids": {"schema": "rootless-host.ids/1",
              "uid": {"window": {"start": 100000, "end": 600100000},
                "rows": [{"file": "/etc/subuid", "line": 1, "owner": "alice", "user": "alice", "start": 100000, "count": 65536, "state": "granted", "why": "alice may map it"},
                         {"file": "/etc/subuid", "line": 2, "owner": "bob", "user": null, "start": 150000, "count": 65536, "state": "dangerous", "why": "another owner has some of it"}],
                "overlaps": [{"a": "alice", "b": "bob", "start": 150000, "count": 15536, "aLine": 1, "bLine": 2}], "overlapsNotListed": 0, "free": [{"start": 215536, "count": 599884465}]},
              "gid": {"window": {"start": 100000, "end": 600100000}, "rows": [], "overlaps": [], "free": []}}
          }
        }
        """;

    public static TheoryData<string> Formats => [.. AllFormats.List.Select(format => format.Name)];

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "", "", "line 1: not JSON" },
        { "\"ready\": false,", "\"ready\": true,", "line 169: 'ready' is not what the verdicts say" },
        { "\"ready\": false,", "\"ready\": 0,", "line 31: neither true nor false" },
        { "\"ready\": false,", "", "line 169: no 'ready'" },
        { "\"ready\": false,", "\"ready\": false, \"ready\": false,", "line 31: 'ready' twice" },
        { "rootless-host.report/1", "rootless-host.report/2", "line 2: the schema is not rootless-host.report/1" },
        { "\"durationSeconds\": 0.004", "\"durationSeconds\": NaN", "line 8: not JSON" },
        { "\"durationSeconds\": 0.004", "\"durationSeconds\": 1e999", "line 8: no number of seconds" },
        { "\"durationSeconds\": 0.004", "\"durationSeconds\": -1", "line 8: no number of seconds" },
        { "2026-03-04T05:06:07Z", "yesterday", "line 7: no time" },
        { "\"pass\": 1", "\"pass\": 1.5", "line 58: no whole number" },
        { "\"pass\": 1", "\"pass\": -1", "line 58: no count" },
        { "\"id\": \"userns.max\"", "\"id\": \"../../etc/passwd\"", "line 66: no id of a check" },
        { "\"id\": \"userns.max\"", "\"id\": \"userns.max<b>\"", "line 66: no id of a check" },
        { "\"id\": \"userns.max\"", "\"id\": \"\\ud800\"", "line 66: text that is no Unicode" },
        { "\"id\": \"userns.max\"", "\"id\": {}", "line 66: no text" },
        { "\"docker\": \"required\"", "\"doctor\": \"required\"", "line 75: an engine that there is not" },
        { "\"docker\": \"required\"", "\"docker\": \"wished\"", "line 75: none of optional, recommended, required" },
        { "\"status\": \"pass\"", "\"status\": \"PASS\"", "line 69: none of pass, warn, fail, unknown, skip" },
        { "\"evidence\": []", "\"evidence\": {}", "line 73: no array" },
        { "\"needs\": []", "\"needs\": [\"wings\"]", "line 30: 'wings' is no need: network, limits, ping, boot, systemd-cgroup, swarm, checkpoint, limits:CONTROLLERS, port:N" },
        { "\"remedy\": null", "\"remedy\": \"none\"", "line 78: no object" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_report_read_back_is_written_as_before(string format)
    {
        using var sample = new Sample();
        Report report = sample.Report([.. Sample.Mixed, .. Sample.Mixed.Skip(2).Select(judgement => judgement with { User = "bob" })]);

        Report read = Read(Sample.Written("json", report)).Report;

        string Without(string text) => format == "html" ? text.Replace("Because it breaks otherwise.", "") : text;
        Assert.Equal(Without(Sample.Written(format, report)), Without(Sample.Written(format, Known(read))));
    }

    [Fact]
    public void So_is_the_report_of_a_real_host()
    {
        using var host = new FixtureHost { Engines = ["docker", "podman"], Needs = ["port:80"] };
        host["/etc/passwd"] = "root:x:0:0::/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n";
        host["/etc/subuid"] = "alice:100000:1000\n";
        string written = Sample.Written("json", host.Check("alice"));

        Assert.Equal(written, Sample.Written("json", Read(written).Report));
    }

    [Fact]
    public void What_warns_and_yet_blocks_was_strict()
    {
        using var sample = new Sample { Strict = true };

        Assert.True(Read(Sample.Written("json", sample.Report(Sample.Mixed[3]))).Report.Scope.Strict);
        Assert.False(Read(Sample.Written("json", sample.Report(Sample.Mixed[2]))).Report.Scope.Strict);
    }

    [Fact]
    public void The_place_of_each_finding_is_told()
    {
        using var sample = new Sample();
        byte[] bytes = Encoding.UTF8.GetBytes(Sample.Written("json", sample.Report(Sample.Mixed)));

        var document = ReportDocument.Read(bytes);

        Assert.All(document.Report.Findings.Zip(document.Places), pair => Assert.StartsWith("{\n      \"id\": \"" + pair.First.Id + "\"", Encoding.UTF8.GetString(bytes[pair.Second]), StringComparison.Ordinal));
        Assert.All(document.Places, place => Assert.Equal((byte)'}', bytes[place][^1]));
    }

    [Fact]
    public void What_the_worker_adds_is_read()
    {
        using var sample = new Sample();

        WatchRecord watch = Read(Sample.Written("json", sample.Report(Sample.Mixed))[..^3] + Watch).Watch!;

        Assert.Equal((TimeSpan.FromSeconds(30), true, 12L, 1L, "open /etc/passwd: Permission denied", 3, true), (watch.Interval, watch.Enforce, watch.Evaluations, watch.Failures, watch.Failure, watch.PendingChanges, watch.LastApply!.Value.Success));
        Assert.Equal(("uid", 65536UL, 599884465UL, 2, 1), (watch.Ids![0].Word, watch.Ids[0].Allocated, watch.Ids[0].Available, watch.Ids[0].Rows.Count, watch.Ids[0].Overlaps.Count));
        Assert.Equal(("gid", 0UL, 0UL), (watch.Ids[1].Word, watch.Ids[1].Allocated, watch.Ids[1].Available));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_report_is_refused_with_its_line(string what, string instead, string why)
    {
        using var sample = new Sample();
        string written = Sample.Written("json", sample.Report(Sample.Mixed));
        Assert.Contains(what, written, StringComparison.Ordinal);
        int at = written.IndexOf(what, StringComparison.Ordinal);

        string broken = what.Length == 0 ? "" : string.Concat(written.AsSpan(0, at), instead, written.AsSpan(at + what.Length));

        Assert.Equal(why, Assert.Throws<FormatException>(() => Read(broken)).Message);
    }

    [Fact]
    public void It_is_refused_cut_off_anywhere()
    {
        using var sample = new Sample();
        byte[] bytes = Encoding.UTF8.GetBytes(Sample.Written("json", sample.Report(Sample.Mixed))[..^3] + Watch);
        _ = ReportDocument.Read(bytes);

        for (int length = 0; length < bytes.Length - 1; length++) Assert.Throws<FormatException>(() => ReportDocument.Read(bytes[..length]));
    }

    [Fact]
    public void It_is_refused_when_too_deep_too_large_or_followed_by_more()
    {
        using var sample = new Sample();
        string written = Sample.Written("json", sample.Report(Sample.Mixed));

        Assert.Equal("line 2: not JSON", Assert.Throws<FormatException>(() => Read("{\n\"new\": " + new string('[', 100_000) + written[1..])).Message);
        Assert.Equal("line 170: not JSON", Assert.Throws<FormatException>(() => Read(written + "{}")).Message);
        Assert.Equal($"line 1: {ReportDocument.MostBytes + 1} bytes, at most {ReportDocument.MostBytes} are read", Assert.Throws<FormatException>(() => ReportDocument.Read(new byte[ReportDocument.MostBytes + 1])).Message);
    }

    [Fact]
    public void What_strangers_are_told_is_a_report_without_names_and_reasons()
    {
        using var sample = new Sample();
        Report report = sample.Report([.. Sample.Mixed, .. Sample.Mixed.Skip(2).Select(judgement => judgement with { User = "bob" })]);

        Report told = Withheld.From(report);

        foreach (string format in Formats.Select(row => row.Data))
        {
            string text = Sample.Written(format, told);
            foreach (string secret in (string[])["alice", "bob", "web1", "1000 subordinate", "alice:100000", "usermod --add", "524288-589823", "Debian GNU/Linux", "profiles: Permission", "6.1.0-"])
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        }
        Assert.Equal(["Unknown sec.apparmor", "Fail subid.size"], told.Findings.Where(finding => finding.IsProblem).Take(2).Select(finding => $"{finding.Status} {finding.Id}"));
        Assert.Equal(report.Ready, told.Ready);
        Assert.Equal(Sample.Written("json", told), Sample.Written("json", Read(Sample.Written("json", told)).Report));
    }

    [Fact]
    public void The_pages_policy_names_its_own_style_alone() =>
        Assert.Equal(HtmlStyle.Hash, "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(HtmlStyle.Sheet))));

    private static ReportDocument Read(string text) => ReportDocument.Read(Encoding.UTF8.GetBytes(text));

    // Why a check matters is not in the document; the sample's checks are none of the catalogue's.
    private static Report Known(Report read) => read with
    {
        Findings = [.. read.Findings.Select(judgement => judgement with { Check = new ToldCheck(judgement.Check.About with { Why = "Because it breaks otherwise." }) })],
    };
}
