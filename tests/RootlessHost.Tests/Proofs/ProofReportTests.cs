using System.Text;
using NJsonSchema;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Proofs;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Proofs;

/// <summary>What proofs mean beside what the checks say.</summary>
public sealed class ProofReportTests : IDisposable
{
    private readonly Sample _sample = new();

    [Fact]
    public void A_failure_names_the_check_that_says_why()
    {
        Proven proven = Prove([Fails("subid.size")], Outcome("userns.probe-mapped", null, Status.Fail, "newuidmap: not allowed"));

        Assert.Equal((Status.Fail, "subid.size", false), (proven.Status, proven.ExplainedBy, proven.IsBug));
    }

    [Fact]
    public void What_fails_counts_before_what_warns()
    {
        Judgement warns = Sample.Of("subid.helpers", "alice", Finding.Warn("odd"));

        Assert.Equal("subid.size", Prove([warns, Fails("subid.size")], Outcome("userns.probe-mapped", null, Status.Fail, "no")).ExplainedBy);
    }

    [Fact]
    public void A_failure_that_no_check_explains_is_our_bug()
    {
        // What fails is of another kind, and another user's.
        Judgement[] others = [Fails("net.ping"), Sample.Of("subid.size", "bob", Finding.Fail("no ids"))];

        ProofReport report = Report(others, Outcome("userns.probe-mapped", null, Status.Fail, "newuidmap: not allowed"));

        Assert.Equal((null, true), (report.Proofs[0].ExplainedBy, report.Proofs[0].IsBug));
        Assert.Contains("\n  Every check that could say why passes: that is a bug of rootless-host. Please\n  report it, with a capture.\n", Text(report), StringComparison.Ordinal);
        Assert.Contains("\"bug\": true", Json(report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_asked_for_and_fails_by_itself_is_nobodys_bug_and_no_checks_matter()
    {
        Judgement[] fails = [Sample.Of("cgroup.version", null, Finding.Fail("hybrid"), ("podman", Level.Required))];
        Outcome failed = Outcome("engine.probe-run", "podman", Status.Fail, "sh ended with status 7 in its container");

        Proven own = Prove(fails, failed with { IsOwn = true });
        Proven another = Prove(fails, failed);

        Assert.Equal((Status.Fail, null, false), (own.Status, own.ExplainedBy, own.IsBug));
        Assert.Equal((Status.Fail, "cgroup.version", false), (another.Status, another.ExplainedBy, another.IsBug));
        Assert.True(Prove([], failed).IsBug);
    }

    [Fact]
    public void Only_what_concerns_the_engine_explains()
    {
        Judgement ofPodman = Sample.Of("net.driver", null, Finding.Fail("no pasta"), ("podman", Level.Required));

        Assert.Equal("net.driver", Prove([ofPodman], Outcome("net.probe-driver", "podman", Status.Fail, "no")).ExplainedBy);
        Assert.Null(Prove([ofPodman], Outcome("net.probe-driver", "docker", Status.Fail, "no")).ExplainedBy);
    }

    [Fact]
    public void Too_few_threads_explain_whatever_does_not_start()
    {
        Judgement few = Sample.Of("limits.pids", null, Finding.Fail("12"), ("podman", Level.Required));

        Assert.Equal("limits.pids", Prove([few], Outcome("userns.probe-proc", "podman", Status.Fail, "no")).ExplainedBy);
    }

    [Theory]
    [InlineData("userns.probe-engine", "docker", Status.Fail, Status.Fail)] // required
    [InlineData("storage.probe-overlay", "docker", Status.Fail, Status.Warn)] // recommended: fuse-overlayfs will do
    [InlineData("storage.probe-overlay", "docker", Status.Unknown, Status.Warn)]
    [InlineData("storage.probe-fuse-overlayfs", "docker", Status.Fail, Status.Skip)] // of use, if it is there
    [InlineData("userns.probe-engine", "docker", Status.Unknown, Status.Unknown)]
    [InlineData("userns.probe-engine", "docker", Status.Pass, Status.Pass)]
    public void The_engine_decides_what_a_failure_weighs(string id, string engine, Status outcome, Status weighed) =>
        Assert.Equal(weighed, Prove([], Outcome(id, engine, outcome, "seen")).Status);

    [Theory]
    [InlineData(Status.Pass, true)]
    [InlineData(Status.Skip, true)]
    [InlineData(Status.Fail, false)]
    [InlineData(Status.Unknown, false)]
    public void It_worked_when_nothing_failed_and_nothing_is_unknown(Status status, bool worked) =>
        Assert.Equal(worked, Report([], Outcome("userns.probe-engine", "podman", status, "seen")).Worked);

    [Fact]
    public void What_keeps_a_proof_from_working_and_the_engine_from_it_is_no_mere_warning()
    {
        Outcome outcome = Outcome("systemd.probe-bus", null, Status.Fail, "no medium found");
        Judgement[] blocked = [Sample.Of("systemd.dbus", "alice", Finding.Fail("dead"), ("podman", Level.Required))];

        Assert.Equal(Level.Recommended, Prove([], outcome).NeededBy.First(level => level.Engine == "podman").Level);
        Assert.Equal(Level.Required, Prove(blocked, outcome).NeededBy.First(level => level.Engine == "podman").Level);
    }

    [Theory]
    [InlineData("systemd.probe-bus", "systemd.user-manager")]
    [InlineData("cgroup.probe-delegation", "systemd.user-manager")]
    [InlineData("systemd.probe-linger", "systemd.linger")]
    public void What_starts_at_the_next_login_is_not_there_to_be_proven(string proof, string check)
    {
        Outcome outcome = Outcome(proof, null, Status.Fail, "no medium found");

        Proven skipped = Prove([Sample.Of(check, "alice", Finding.Skip("not logged in"))], outcome);
        Proven followed = Prove([Sample.Of(check, "alice", Finding.FollowsFrom("systemd.version"))], outcome);
        Proven others = Prove([Sample.Of(check, "bob", Finding.Skip("not logged in"))], outcome);

        Assert.Equal((Status.Skip, "not logged in", false), (skipped.Status, skipped.Outcome.Reason, skipped.IsBug));
        Assert.DoesNotContain(Status.Skip, (Status[])[followed.Status, others.Status]);
    }

    [Fact]
    public void In_a_report_of_checks_an_explained_failure_follows_and_any_other_counts()
    {
        Report report = Folding.Fold(_sample.Report(Fails("subid.size")), Report(
            [Fails("subid.size")],
            Outcome("userns.probe-mapped", null, Status.Fail, "newuidmap: not allowed"),
            Outcome("userns.probe-engine", "docker", Status.Pass, "fine"),
            Outcome("userns.probe-engine", "podman", Status.Pass, "fine"),
            Outcome("net.probe-driver", "podman", Status.Pass, "data came"),
            Outcome("net.probe-driver", "docker", Status.Fail, "no data")).Proofs);

        (string, Status, string)[] proofs = [.. report.Findings.Where(judgement => judgement.Check is Proof).Select(judgement => (judgement.Id, judgement.Status, judgement.Finding.Reason))];
        Assert.Equal(
            [
                ("userns.probe-mapped", Status.Skip, "follows from subid.size"),
                ("userns.probe-engine", Status.Pass, "docker: fine; podman: fine"),
                ("net.probe-driver", Status.Fail, "docker: no data; no check of rootless-host says why, which is a bug in it"),
            ],
            proofs);
        Assert.Equal(["subid.size", "net.probe-driver"], report.Verdicts.First(verdict => verdict.Engine == "docker").BlockedBy);
        Assert.Equal(["subid.size"], report.Verdicts.First(verdict => verdict.Engine == "podman").BlockedBy);
        Assert.Equal((1, 2), (report.Summary.Pass, report.Summary.Fail));
        Assert.All(AllFormats.List, format => Assert.NotEmpty(Sample.Written(format.Name, report)));
    }

    [Fact]
    public void A_warning_does_not_silence_a_failure()
    {
        Judgement warns = Sample.Of("net.firewall", null, Finding.Warn("rules of others"), ("docker", Level.Recommended));

        Report report = Folding.Fold(_sample.Report([warns], ["alice"]), [Prove([warns], Outcome("net.probe-driver", "docker", Status.Fail, "no data"))]);

        Assert.Equal("docker: no data (net.firewall says why)", report.Findings.Single(judgement => judgement.Check is Proof).Finding.Reason);
        Assert.Equal(["net.probe-driver"], report.Verdicts.First(verdict => verdict.Engine == "docker").BlockedBy);
    }

    [Fact]
    public async Task The_document_is_as_its_schema_says()
    {
        using var reader = new StreamReader(Schemas.Open("prove")!);
        JsonSchema schema = await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        string text = Json(Report(
            [Fails("subid.size")], Outcome("userns.probe-mapped", null, Status.Fail, "newuidmap: not allowed") with { Errno = "EPERM", Command = "newuidmap" }, Outcome("userns.probe-engine", "podman", Status.Pass, "fine")));

        Assert.Empty(schema.Validate(text));
        Assert.NotEmpty(schema.Validate(text.Replace("\"bug\": false", "\"bug\": 0", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(text.Replace("\"engine\": \"podman\"", "\"engine\": \"crio\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_text_says_what_did_not_work_first_and_how_to_see_it()
    {
        string text = Text(Report(
            [Fails("subid.size")],
            Outcome("userns.probe-self", null, Status.Pass, "a user namespace"),
            Outcome("userns.probe-mapped", null, Status.Fail, "newuidmap: not\e[2J allowed") with { Errno = "EPERM", Command = "newuidmap 1" }));

        Assert.Equal(
            """
            Does not work: docker and podman for alice.

            FAIL userns.probe-mapped: alice
              newuidmap: not\x1b[2J allowed (EPERM).
              subid.size says why: rootless-host check --user alice --only subid.size
              By hand:
                newuidmap 1

            pass userns.probe-self (alice): a user namespace

            1 failed, 1 worked.

            """,
            text);
    }

    public void Dispose() => _sample.Dispose();

    private static Judgement Fails(string id) => Sample.Of(id, "alice", Finding.Fail("it does not hold"));

    private static Outcome Outcome(string id, string? engine, Status status, string reason) => new(id, engine, status, reason);

    private Proven Prove(Judgement[] checks, Outcome outcome) => Report(checks, outcome).Proofs[0];

    private ProofReport Report(Judgement[] checks, params Outcome[] outcomes)
    {
        Report report = _sample.Report(checks, ["alice"]);
        return ProofReport.Of(report, [.. outcomes.Select(outcome => (report.Scope.Subjects[0], outcome))]);
    }

    private static string Text(ProofReport report)
    {
        using var output = new MemoryStream();
        ProofText.Write(report, output, new Style());
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Json(ProofReport report)
    {
        using var output = new MemoryStream();
        ProofJson.Write(report, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
