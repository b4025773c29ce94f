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
    public void Docker_and_Podman_are_ready_as_installed(string host)
    {
        Report report = Check(host);

        Assert.Equal(["docker", "podman", "lxc"], report.Verdicts.Select(verdict => verdict.Engine));
        Assert.All(report.Verdicts, verdict => Assert.Equal("alice", verdict.User));
        // Podman 4.3 of Debian 12 really uses vfs there, which Debian has mended in 13.
        Assert.All(report.Verdicts.Where(verdict => verdict.Engine != "lxc"), verdict => Assert.Equal(
            ("", verdict.Engine == "podman" && host.StartsWith("bookworm", StringComparison.Ordinal) ? "storage.driver" : ""), (string.Join(' ', verdict.BlockedBy), string.Join(' ', verdict.Warnings))));
        Assert.Equal("", string.Join(' ', report.Findings.Where(judgement => judgement.Status == Status.Unknown).Select(judgement => $"{judgement.Id}: {judgement.Finding.Reason}")));
    }

    // What each of them said when alice started a container: tests/hosts. None has id maps for her; in 13 her home is closed to the container's root; 4.0 wants a delegated cgroup.
    [Theory]
    [InlineData("bullseye", "engine.lxc", "engine.version-rules")]
    [InlineData("bookworm", "engine.lxc", "")]
    [InlineData("trixie", "storage.path engine.lxc", "")]
    public void LXC_is_not(string release, string blockedBy, string warnings)
    {
        foreach (string who in (string[])["root", "alice"])
        {
            Verdict verdict = Check($"{release}-{who}").Verdicts.Single(verdict => verdict.Engine == "lxc");

            Assert.Equal((blockedBy, warnings), (string.Join(' ', verdict.BlockedBy), string.Join(' ', verdict.Warnings)));
        }
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
