using CsCheck;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Remedies;

/// <summary>What was done is looked at again without asking every check anew, where all is as it was foreseen.</summary>
public sealed class ForeseenTests
{
    [Fact]
    public void A_host_that_is_as_foreseen_is_judged_as_a_new_look_would() => LawsTests.Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        Plan plan = Planned(host);
        Applied applied = host.Apply();
        if (applied.Done.Count != 1) return;

        Plan? foreseen = plan.Foreseen(facts => ScopeOf(host, facts));
        Plan fresh = host.Plan();
        Assert.NotNull(foreseen);
        Assert.Equal(Words(fresh.Before), Words(foreseen.Before));
        Assert.Equal(fresh.Before.Verdicts.Select(verdict => (verdict.Engine, verdict.User, string.Join(',', verdict.BlockedBy))), foreseen.Before.Verdicts.Select(verdict => (verdict.Engine, verdict.User, string.Join(',', verdict.BlockedBy))));
        Assert.Empty(foreseen.Changes);
        Assert.Empty(fresh.Changes);
    }, iter: 100);

    [Theory]
    [InlineData("/etc/subuid", "a row more")]
    [InlineData("/etc/passwd", "an account more")]
    [InlineData("/usr/bin/newuidmap", "mode")]
    [InlineData("/etc/nsswitch.conf", "new")]
    public void What_changed_meanwhile_is_looked_at_anew(string path, string how)
    {
        using FixtureHost host = Lacking();
        Plan plan = Planned(host);
        Assert.Single(host.Apply().Done);
        Assert.NotNull(plan.Foreseen(facts => ScopeOf(host, facts)));

        if (how == "mode") File.SetUnixFileMode(host.On(path), (UnixFileMode)0b111_101_101);
        else File.AppendAllText(host.On(path), path == "/etc/subuid" ? "bob:900000:65536\n" : path == "/etc/passwd" ? "bob:x:1001:1001::/:/bin/sh\n" : "subid: sss\n");

        Assert.Null(plan.Foreseen(facts => ScopeOf(host, facts)));
    }

    [Fact]
    public void Another_question_is_asked_anew()
    {
        using FixtureHost host = Lacking();
        Plan plan = Planned(host);
        host.Apply();

        Assert.Null(plan.Foreseen(facts => ScopeOf(host, facts) with { Subjects = [] }));
        Assert.Null(plan.Foreseen(facts => ScopeOf(host, facts) with { Strict = true }));
    }

    [Fact]
    public void What_somebody_undid_at_once_did_not_help_and_is_taken_back()
    {
        using FixtureHost host = Lacking();
        int asked = 0;

        TransactionException failure = Assert.Throws<TransactionException>(() => host.Apply(scoped: _ =>
        {
            // The second time it is done already, and about to be looked at.
            if (++asked == 2) host["/etc/subuid"] = "";
        }));

        Assert.Equal("give alice the subordinate uids 131072-196607: that did not help, subid.present still says: no subordinate uids (gids are there); the host is as it was", failure.Message);
        Assert.Equal("", File.ReadAllText(host.On("/etc/subgid")));
    }

    private static IEnumerable<(string, string?, string, string)> Words(Report report) =>
        report.Findings.Select(judgement => (judgement.Id, judgement.User, judgement.Status.ToString(), judgement.Finding.Reason));

    private static Plan Planned(FixtureHost host)
    {
        HostFacts facts = host.Host();
        facts.Root.KeepQuestions();
        return Plan.For(facts, ScopeOf(host, facts), new ApplyPolicy());
    }

    private static Scope ScopeOf(FixtureHost host, HostFacts facts)
    {
        IEngine[] engines = [.. host.Engines.Select(name => AllEngines.Find(name)!)];
        return new Scope(host.Folder, Subjects.Select(facts, [], all: true, engines), engines, Needs.Parse(host.Needs));
    }

    private static FixtureHost Lacking()
    {
        var host = new FixtureHost();
        host.AsDebian();
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";
        return host.MakeProgram("/usr/bin/newuidmap", "4755").MakeProgram("/usr/bin/newgidmap", "4755").MakeProgram("/usr/bin/podman").MakeProgram("/usr/bin/crun").MakeProgram("/usr/bin/conmon");
    }
}
