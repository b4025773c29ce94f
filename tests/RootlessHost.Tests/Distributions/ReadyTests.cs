using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Distributions;

/// <summary>Healthy hosts are ready, and nothing is said against them that their makers would call wrong.</summary>
public sealed class ReadyTests
{
    public static TheoryData<string, Situation> Hosts => [.. from distribution in AllDistributions.List from situation in Enum.GetValues<Situation>() select (distribution.Name, situation)];

    public static TheoryData<string, Situation> RunningHosts =>
        [.. from distribution in AllDistributions.List from situation in (Situation[])[Situation.LoggedIn, Situation.LoggedOut] select (distribution.Name, situation)];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_healthy_host_is_ready(string name, Situation situation)
    {
        Distribution distribution = AllDistributions.Find(name);
        using FixtureHost host = DescribedHost.Of(distribution, situation);

        Report report = host.Check("alice");

        Assert.Equal(distribution.Engines, AllEngines.On(host.Host()).Select(engine => engine.Name));
        string[] accepted = [.. distribution.Accepted.Where(one => one.InAnImage || situation != Situation.Image).Select(one => one.Check)];
        string[] unconfigured = UnconfiguredLxc(distribution, situation);
        Assert.Equal("", Against(report, [.. accepted, .. unconfigured]));
        Assert.All(report.Verdicts, verdict => Assert.Equal(verdict.Engine == "lxc" ? unconfigured : [], verdict.BlockedBy));
        Assert.Equal(accepted.Order(), report.Verdicts.SelectMany(verdict => verdict.Warnings).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(RunningHosts))]
    public void What_is_met_by_default_changes_nothing(string name, Situation situation)
    {
        Distribution distribution = AllDistributions.Find(name);
        using FixtureHost host = DescribedHost.Of(distribution, situation);

        foreach (string need in distribution.Meets)
        {
            host.Needs = [need];

            Assert.Equal("", string.Join("; ", host.Check("alice").Verdicts.Where(verdict => IsConcerned(verdict.Engine, need) && verdict.Engine != "lxc" && !verdict.Ready)
                .Select(verdict => $"{need}: {verdict.Engine} {string.Join(' ', verdict.BlockedBy)}")));
        }
    }

    [Theory]
    [MemberData(nameof(RunningHosts))]
    public void What_is_not_is_blamed_on_one_check(string name, Situation situation)
    {
        Distribution distribution = AllDistributions.Find(name);
        using FixtureHost host = DescribedHost.Of(distribution, situation);
        IEnumerable<(string Need, string Check)> missed = distribution.Engines.Contains("lxc") ? [.. distribution.Misses, ("network", "net.lxc-user-nic")] : distribution.Misses;

        foreach ((string need, string check) in missed)
        {
            host.Needs = [need];

            string[] unconfigured = UnconfiguredLxc(distribution, situation);
            Assert.All(host.Check("alice").Verdicts, verdict => Assert.Equal(
                $"{need}: {verdict.Engine} {((check == "net.lxc-user-nic" ? verdict.Engine == "lxc" : IsConcerned(verdict.Engine, need)) ? check : "")}",
                $"{need}: {verdict.Engine} {string.Join(' ', verdict.Engine == "lxc" ? verdict.BlockedBy.Except(unconfigured) : verdict.BlockedBy)}"));
        }
    }

    // No distribution writes a user's lxc.idmap, and where a home is its owner's alone LXC does not find the container's files. That is how it was in booted machines.
    private static string[] UnconfiguredLxc(Distribution distribution, Situation situation) =>
        !distribution.Engines.Contains("lxc") ? []
        : situation == Situation.Image || distribution.HomeMode == "0755" ? ["engine.lxc"]
        : ["storage.path", "engine.lxc"];

    // Root's daemon has the means of every need. Unprivileged LXC plugs containers into a bridge of root's, which takes a row of /etc/lxc/lxc-usernet
    // that no package writes; they have addresses there and publish nothing. Builds publish nothing and ping nobody.
    private static bool IsConcerned(string engine, string need) => (engine, need) switch
    {
        ("userns-remap", _) or ("lxc", "network" or "port:80") or ("buildkit", "ping" or "port:80") => false,
        _ => true,
    };

    private static string Against(Report report, string[] accepted) => string.Join("\n", report.Findings
        .Where(judgement => (judgement.Status is Status.Fail or Status.Warn or Status.Unknown || judgement.Finding.Reason.StartsWith("follows from", StringComparison.Ordinal))
            && !accepted.Any(id => judgement.Id == id || judgement.Finding.Reason == $"follows from {id}"))
        .Select(judgement => $"{judgement.Id} {judgement.User} {judgement.Status}: {judgement.Finding.Reason}"));
}
