using CsCheck;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Configured;

/// <summary>Other users, other wishes: who is judged for what, and who is in whose way.</summary>
public sealed class ProfileTests
{
    private const string Low = "is wanted, and users may listen on the ports from 1024 on";
    private const string NoLinger = "linger is off: containers start with a login and end with the last logout";

    private static readonly string[] Users = ["alice", "bob", "ann", "carl"];
    private static readonly string[] Wanted = ["port:80", "port:8080", "ping", "boot", "swarm", "limits:cpuset"];
    private static readonly string[] Judged = ["docker", "podman", "k3s"];

    [Fact]
    public void What_fails_because_of_one_profile_is_in_the_way_of_nobody_else()
    {
        using FixtureHost host = ConfiguredHost.Of("""
            engines = ["docker", "podman"]
            users = ["alice"]
            [[profile]]
            users = ["@ci"]
            engines = ["podman"]
            needs = ["port:80", "boot"]
            """);

        Report report = host.Look(ConfiguredHost.Ports, ConfiguredHost.Linger);

        Assert.Equal(["docker alice:", "podman alice:", "podman ann: systemd.linger net.unpriv-ports", "podman carl: systemd.linger net.unpriv-ports"], report.Verdicts());
        Assert.Equal(
            [$"fail net.unpriv-ports: port 80 {Low}; podman required", $"fail systemd.linger ann: {NoLinger}; podman required", $"fail systemd.linger carl: {NoLinger}; podman required"],
            report.Problems());
        Assert.Equal(["port:80", "boot"], report.Scope.Needs.Names);
        Assert.Equal(["docker", "podman"], report.Scope.Engines.Select(engine => engine.Name));
        Assert.Equal(new Summary(Pass: 0, Warn: 0, Fail: 3, Unknown: 0, Skip: 1), report.Summary);
        Assert.False(report.Ready);
    }

    [Theory]
    // A user's engines may want different things.
    [InlineData("users = ['alice']\n[[profile]]\nusers = ['alice']\nengines = ['docker']\nneeds = ['boot']", "docker alice: systemd.linger|podman alice:")]
    // Of one engine a user wants what all the profiles want that name both.
    [InlineData(
        "users = ['bob']\n[[profile]]\nusers = ['alice']\nneeds = ['boot']\n[[profile]]\nusers = ['1000-1000']\nengines = ['podman']\nneeds = ['port:80']",
        "docker bob:|podman bob:|docker alice: systemd.linger|podman alice: systemd.linger net.unpriv-ports")]
    // What the usual users need, they need with every engine.
    [InlineData("users = ['alice']\nneeds = ['boot']\nengines = ['docker']\n[[profile]]\nusers = ['alice', 'bob']\nengines = ['podman']", "docker alice: systemd.linger|podman alice: systemd.linger|podman bob:")]
    // A profile without users is of the usual ones, one without engines of the usual engines.
    [InlineData("users = ['alice', 'bob']\n[[profile]]\nengines = ['podman']\nneeds = ['port:80']", "docker alice:|podman alice: net.unpriv-ports|docker bob:|podman bob: net.unpriv-ports")]
    [InlineData("users = ['alice']\nengines = ['podman']\n[[profile]]\nusers = ['1001']\nneeds = ['ping']", "podman alice:|podman bob: net.ping")]
    // A user whom two ways of saying it name is one.
    [InlineData("users = ['alice', '1000', '1000-1000']\nengines = ['podman']", "podman alice:")]
    // An empty group or range names nobody, and is not the default.
    [InlineData("users = ['@empty']", "docker -:|podman -:")]
    [InlineData("users = ['5000-6000']\nneeds = ['port:80']", "docker -: net.unpriv-ports|podman -: net.unpriv-ports")]
    [InlineData("users = ['alice']\nengines = ['docker']\n[[profile]]\nusers = ['@empty']\nengines = ['podman']\nneeds = ['port:80']", "docker alice:|podman -: net.unpriv-ports")]
    // userns-remap is wanted by who names it, whoever else there is.
    [InlineData(
        "users = ['alice']\nengines = ['podman']\n[[profile]]\nusers = ['bob']\nengines = ['userns-remap']\nneeds = ['swarm', 'boot']\n[[profile]]\nneeds = ['swarm']", "podman alice: engine.swarm|userns-remap dockremap:")]
    public void Everybody_has_his_own_wishes(string configuration, string verdicts)
    {
        using FixtureHost host = ConfiguredHost.Of(configuration.Replace('\'', '"'));

        Assert.Equal(verdicts.Split('|'), host.Look(ConfiguredHost.Ports, ConfiguredHost.Linger, ConfiguredHost.Ping, ConfiguredHost.Swarm).Verdicts());
    }

    [Fact]
    public void The_usual_users_are_the_default_when_only_profiles_name_any()
    {
        using FixtureHost host = ConfiguredHost.Of("engines = [\"podman\"]\n[[profile]]\nusers = [\"carl\"]\nneeds = [\"boot\"]\n").As(1001);

        Assert.Equal(["podman bob:", "podman carl: systemd.linger"], host.Look(ConfiguredHost.Linger).Verdicts());
    }

    [Fact]
    public void Several_who_fail_for_different_reasons_have_one_finding_and_one_remedy()
    {
        using FixtureHost host = ConfiguredHost.Of("""
            users = ["alice"]
            engines = ["docker"]
            needs = ["port:8080"]
            [[profile]]
            users = ["bob"]
            needs = ["port:443"]
            [[profile]]
            users = ["ann"]
            engines = ["podman"]
            needs = ["port:80"]
            """);

        Report report = host.Look(ConfiguredHost.Ports);

        Assert.Equal(["docker alice:", "docker bob: net.unpriv-ports", "podman ann: net.unpriv-ports"], report.Verdicts());
        Assert.Equal([$"fail net.unpriv-ports: port 80, 443 {Low}; docker required, podman required"], report.Problems());
        Assert.Equal(["80"], report.Findings.First().Finding.Remedy!.Changes.Cast<SetSysctl>().Select(change => change.Value));
    }

    [Fact]
    public void Who_only_recommends_what_another_needs_is_warned()
    {
        using FixtureHost host = ConfiguredHost.Of("users = [\"alice\"]\nengines = [\"docker\", \"k3s\"]\n[[profile]]\nusers = [\"bob\"]\nneeds = [\"systemd-cgroup\"]\n");
        host["/sys/fs/cgroup/cgroup.controllers"] = "";
        host.Mount("30 22 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw", "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory");

        Report report = host.Look("cgroup.version");

        Assert.Equal(["docker alice: (cgroup.version)", "k3s alice: cgroup.version", "docker bob: cgroup.version", "k3s bob: cgroup.version"], report.Verdicts());
        Assert.Equal("docker required, k3s required", Assert.Single(report.Problems()).Split("; ")[^1]);
    }

    [Fact]
    public void Accounts_that_want_the_same_share_a_wish()
    {
        using FixtureHost host = ConfiguredHost.Of("engines = [\"podman\"]\nusers = [\"1000-1003\"]\n[[profile]]\nusers = [\"@ci\"]\nneeds = [\"boot\"]\n[[profile]]\nusers = [\"@ci\", \"alice\"]\nneeds = [\"boot\"]\n");

        Subject[] subjects = [.. host.Scope().Subjects];

        Assert.Equal(["alice", "bob", "ann", "carl"], subjects.Select(subject => subject.Account.Name));
        Assert.Same(subjects[2].Wish, subjects[3].Wish);
        Assert.Same(subjects[0].Wish!.Needs, subjects[2].Wish!.Needs);
        Assert.Equal(2, host.Scope().Wish.Parts.Count);
    }

    [Fact]
    public void However_profiles_overlap_each_verdict_is_that_of_its_own_needs()
    {
        Gen<string[]> Some(string[] words) => Gen.Int[0, words.Length - 1].Array[1, 3].Select(places => places.Select(place => words[place]).Distinct().ToArray());
        Gen<(string[] Users, string[] Engines, string[] Needs)> profile = Gen.Select(Some(Users), Some(Judged), Some(Wanted));
        string[] only = [ConfiguredHost.Ports, ConfiguredHost.Linger, ConfiguredHost.Ping, ConfiguredHost.Swarm, "cgroup.delegation", "cgroup.root"];
        using FixtureHost host = ConfiguredHost.Of("");

        profile.Array[1, 4].Sample(
            profiles =>
            {
                HostFacts facts = host.Host();
                Report report = Look.At(facts, Profiles.Scope("/", facts, [.. profiles.Select(Profile)]) with { Only = only });

                foreach (Verdict verdict in report.Verdicts)
                {
                    string[] needs = [.. profiles.Where((one, i) => one.Users.Contains(verdict.User) && (i == 0 || one.Engines.Contains(verdict.Engine))).SelectMany(one => one.Needs)];
                    HostFacts again = host.Host();
                    IReadOnlyList<IEngine> engine = ConfiguredHost.Engines(verdict.Engine);
                    Report alone = Look.At(again, new Scope("/", Subjects.Select(again, [verdict.User!], all: false, engine), engine, Needs.Parse(needs)) { Only = only });
                    Assert.Equal(alone.Verdicts(), new[] { report with { Verdicts = [verdict] } }.SelectMany(one => one.Verdicts()));
                }

                // What blocks somebody is reported as what blocks somebody.
                Assert.Equal(
                    report.Verdicts.SelectMany(verdict => verdict.BlockedBy).Distinct().Order(),
                    report.Findings.Where(finding => Sentences.Blocks(report.Scope, finding)).Select(finding => finding.Id).Distinct().Order());
                Assert.Equal(report.Findings.Count(), report.Findings.DistinctBy(finding => (finding.Id, finding.User)).Count());

                Profile Profile((string[] Users, string[] Engines, string[] Needs) one) =>
                    new([.. one.Users.Select(name => facts.Passwd.Find(name)!)], ConfiguredHost.Engines(one.Engines), Needs.Parse(one.Needs));
            },
            iter: 100,
            threads: 1);
    }
}
