using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;
using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests;

/// <summary>Debian as installed with the engines' packages and one user, captured from booted machines by <c>tests/hosts/capture-all</c>.</summary>
public sealed class CapturedHostTests
{
    private static readonly string Captures = Path.Combine(CatalogueTests.Sources(), "tests/RootlessHost.Tests/captures");

    public static TheoryData<string> Hosts => ["bullseye-root", "bullseye-alice", "bookworm-root", "bookworm-alice", "trixie-root", "trixie-alice"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_host_as_installed_is_ready_with_nothing_to_warn_of(string host)
    {
        Report report = Check(host);

        Assert.Empty(report.Findings.Where(judgement => judgement.Status is not (Status.Pass or Status.Skip)).Select(judgement => $"{judgement.Status} {judgement.Id}: {judgement.Finding.Reason}"));
        Assert.True(report.Ready);
        Assert.Equal(["docker", "podman", "lxc"], report.Verdicts.Select(verdict => verdict.Engine).Intersect(["docker", "podman", "lxc"]));
        Assert.All(report.Verdicts, verdict => Assert.Equal("alice", verdict.User));
    }

    [Theory]
    [InlineData("bookworm", "limits", "")]
    [InlineData("trixie", "limits", "")]
    [InlineData("bullseye", "limits:memory,pids", "")]
    [InlineData("bullseye", "limits", "cgroup.delegation")] // systemd 247 delegates memory and pids alone
    [InlineData("bookworm", "limits:cpuset", "cgroup.delegation")]
    [InlineData("bookworm", "port:80", "net.unpriv-ports")]
    [InlineData("bookworm", "port:8080", "")]
    [InlineData("trixie", "boot", "systemd.linger")]
    [InlineData("bookworm", "network", "")]
    [InlineData("bookworm", "systemd-cgroup", "")]
    [InlineData("bookworm", "swarm", "engine.swarm")]
    public void A_need_that_it_does_not_meet_is_blamed_on_one_check(string release, string need, string blamed)
    {
        foreach (string who in (string[])["root", "alice"])
        {
            Report report = Check($"{release}-{who}", need);

            Assert.Equal(blamed, string.Join(", ", report.Verdicts.Where(verdict => verdict.Engine is "docker" or "podman").SelectMany(verdict => verdict.BlockedBy).Distinct()));
        }
    }

    private static Report Check(string name, params string[] needs)
    {
        using var root = Root.At(Path.Combine(Captures, name));
        var host = new HostFacts(root);
        IReadOnlyList<IEngine> engines = AllEngines.On(host);
        Report report = Look.At(host, new Scope(name, Subjects.Select(host, [], all: false, engines), engines, Needs.Parse(needs)));
        return report with { Findings = [.. report.Findings] };
    }
}
