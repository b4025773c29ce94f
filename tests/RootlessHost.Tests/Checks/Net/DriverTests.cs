using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Checks.Net;

public sealed class DriverTests
{
    private static readonly (string, string, string) Slirp = ("slirp4netns", "1.2.0-1", "/usr/bin/slirp4netns");
    private static readonly (string, string, string) OldSlirp = ("slirp4netns", "0.3.3-1", "/usr/bin/slirp4netns");
    private static readonly (string, string, string) Pasta = ("passt", "0.0~git20250503.587980c-2", "/usr/bin/pasta");
    private static readonly (string, string, string) Dockerd = ("docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd");

    public static TheoryData<string, string[], Status, string> PodmanAndItsStack => new()
    {
        { "3.0.1+dfsg1-3", ["slirp"], Status.Pass, "slirp4netns 1.2.0" },
        { "4.3.1+ds1-8", ["slirp"], Status.Pass, "slirp4netns 1.2.0" },
        { "4.3.1+ds1-8", ["pasta"], Status.Fail, "slirp4netns is not installed, and Podman 4.3.1 takes nothing else" },
        { "4.9.3+ds1-1", ["pasta"], Status.Warn, "slirp4netns is not installed, which Podman 4.9.3 uses unless it is told to use pasta" },
        { "4.9.3+ds1-1", [], Status.Fail, "neither slirp4netns nor pasta is installed, and Podman 4.9.3 needs one" },
        { "5.4.2+ds1-2", ["pasta"], Status.Pass, "pasta 2025_05_03" },
        { "5.4.2+ds1-2", ["slirp"], Status.Fail, "pasta is not installed, which Podman 5.4.2 uses" },
        { "5.4.2+ds1-2", ["slirp", "conf"], Status.Pass, "slirp4netns 1.2.0" },
        { "5.4.2+ds1-2", ["pasta", "conf"], Status.Fail, "slirp4netns is not installed, which containers.conf tells Podman 5.4.2 to use" },
        { "6.0.1-1", ["pasta"], Status.Pass, "pasta 2025_05_03" },
        { "6.0.1-1", ["slirp"], Status.Fail, "pasta is not installed, and Podman 6.0.1 takes nothing else" },
        { "6.0.1-1", ["slirp", "conf"], Status.Fail, "pasta is not installed, and Podman 6.0.1 takes nothing else" },
    };

    [Theory]
    [MemberData(nameof(PodmanAndItsStack))]
    public void Podman_takes_what_its_version_takes(string version, string[] things, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian(
            [("podman", version, "/usr/bin/podman"), .. things.Contains("slirp") ? [Slirp] : Array.Empty<(string, string, string)>(), .. things.Contains("pasta") ? [Pasta] : Array.Empty<(string, string, string)>()]);
        if (things.Contains("conf")) host["/etc/containers/containers.conf.d/net.conf"] = "[network]\ndefault_rootless_network_cmd = \"slirp4netns\"\n";

        Judgement found = Found(host);

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("1.1.0-1", "slirp", Status.Pass, "slirp4netns 1.2.0")]
    [InlineData("1.1.0-1", "pasta", Status.Pass, "pasta 2025_05_03")]
    [InlineData("1.1.0-1", "old", Status.Fail, "slirp4netns is 0.3.3, older than 0.4.0")]
    [InlineData("1.1.0-1", "none", Status.Fail, "neither slirp4netns nor pasta is installed, and RootlessKit 1.1.0 has no stack of its own")]
    [InlineData("3.0.0-1", "none", Status.Pass, "gvisor-tap-vsock, which RootlessKit 3.0.0 carries in itself")]
    [InlineData("3.0.0-1", "old", Status.Pass, "gvisor-tap-vsock, which RootlessKit 3.0.0 carries in itself")]
    public void Docker_takes_slirp4netns_pasta_or_what_RootlessKit_3_brings(string rootlesskit, string stack, Status status, string reason)
    {
        (string, string, string)[] installed = stack switch { "slirp" => [Slirp], "pasta" => [Pasta], "old" => [OldSlirp], _ => [] };
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian([Dockerd, ("rootlesskit", rootlesskit, "/usr/bin/rootlesskit"), .. installed]);

        Judgement found = Found(host);

        Assert.Equal((status, reason), (found.Status, found.Finding.Reason));
    }

    [Theory]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta", "", Status.Fail, "docker.service asks for pasta, and it is not installed")]
    [InlineData("docker.service", "Environment=A=1 \"DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns\"", "", Status.Pass, "slirp4netns, which docker.service asks for")]
    [InlineData("docker.service", "", "Environment=\"DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta\" \"DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500\"", Status.Fail, "docker.service asks for pasta, and it is not installed")]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns", Status.Pass, "slirp4netns, which docker.service asks for")]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta", "Environment=", Status.Skip, "no unit of the user's names a network stack")]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NETX=pasta", "", Status.Skip, "no unit of the user's names a network stack")]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slurp", "", Status.Warn, "docker.service asks for slurp, which is no network stack of RootlessKit's")]
    [InlineData("docker.service", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=gvisor-tap-vsock", "", Status.Pass, "gvisor-tap-vsock, which docker.service asks for")]
    [InlineData("containerd.service", "Environment=CONTAINERD_ROOTLESS_ROOTLESSKIT_NET=pasta", "", Status.Skip, "no unit of the user's names a network stack")] // nerdctl's, which nobody asked about
    public void The_users_own_unit_chooses(string unit, string setting, string dropIn, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(Dockerd, ("rootlesskit", "2.3.0-1", "/usr/bin/rootlesskit"), Slirp);
        host[$"/home/alice/.config/systemd/user/{unit}"] = $"[Service]\n{setting}\n";
        if (dropIn.Length > 0) host[$"/home/alice/.config/systemd/user/{unit}.d/override.conf"] = $"[Service]\n\n{dropIn}\n";

        Finding finding = host.Ask("net.driver-choice");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (status != Status.Fail) return;
        Assert.Equal([dropIn.Length > 0
            ? new Evidence($"/home/alice/.config/systemd/user/{unit}.d/override.conf", 3, "DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta")
            : new Evidence($"/home/alice/.config/systemd/user/{unit}", 2, "DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta")], finding.Evidence);
        Assert.Equal(["apt-get install -y passt"], finding.Remedy!.Commands);
        Assert.Contains("net.driver-choice", host.Check("alice").Verdicts.Single().BlockedBy);
    }

    [Theory]
    [InlineData("26.1.5+dfsg1-9", "", Status.Fail)]
    [InlineData("26.1.5+dfsg1-9", "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta", Status.Pass)]
    [InlineData("28.5.2-1", "", Status.Skip)]
    public void Docker_before_28_5_2_takes_pasta_only_when_told(string docker, string setting, Status status)
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(("docker.io", docker, "/usr/sbin/dockerd"), ("rootlesskit", "2.0.2-1", "/usr/bin/rootlesskit"), Pasta);
        host["/home/alice/.config/systemd/user/docker.service"] = $"[Service]\n{setting}\n";

        Finding finding = host.Ask("net.driver-choice");

        Assert.Equal(status, finding.Status);
        if (status == Status.Fail) Assert.Equal(("slirp4netns is not installed, and Docker 26.1.5 takes pasta only when docker.service says DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta", "apt-get install -y slirp4netns"), (finding.Reason, Assert.Single(finding.Remedy!.Commands)));
    }

    [Theory]
    [InlineData("eth0 00000000 010A0A0A 0003 0 0 0 00000000 0 0 0", "", Status.Pass)]
    [InlineData("eth0 000A0A0A 00000000 0001 0 0 0 00FFFFFF 0 0 0", "", Status.Warn)]
    [InlineData("", "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0", Status.Pass)]
    [InlineData("", "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo", Status.Warn)]
    public void Pasta_wants_a_default_route(string ipv4, string ipv6, Status status)
    {
        using FixtureHost host = new FixtureHost { Engines = ["podman"] }.AsDebian(("podman", "5.4.2+ds1-2", "/usr/bin/podman"), Pasta);
        host["/proc/net/route"] = $"Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n{ipv4}\n";
        host["/proc/net/ipv6_route"] = $"{ipv6}\n";

        Assert.Equal(status, host.Ask("net.driver").Status);
    }

    [Fact]
    public void A_RootlessKit_that_does_not_tell_its_version_is_unknown()
    {
        // Docker's own package, whose version is Docker's.
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(Dockerd, ("docker-ce-rootless-extras", "5:29.8.0-1", "/usr/bin/rootlesskit"));

        Assert.Equal(Status.Unknown, Found(host).Status);
    }

    [Fact]
    public void Nerdctl_does_not_choose_pasta_by_itself()
    {
        using FixtureHost host = new FixtureHost { Engines = ["nerdctl"] }.AsDebian(("nerdctl", "1.7.0-1", "/usr/bin/nerdctl"), ("rootlesskit", "1.1.0-1", "/usr/bin/rootlesskit"), Pasta);

        Assert.Equal((Status.Fail, "slirp4netns is not installed, and RootlessKit 1.1.0 has no stack of its own"), (Found(host).Status, Found(host).Finding.Reason));
    }

    [Fact]
    public void K3s_wants_slirp4netns_whatever_else_there_is()
    {
        using FixtureHost host = new FixtureHost { Engines = ["k3s"] }.AsDebian(("k3s", "1.28.4", "/usr/bin/k3s"), Pasta);

        Judgement found = Found(host);

        Assert.Equal((Status.Fail, "k3s starts slirp4netns and nothing else, and it is not installed"), (found.Status, found.Finding.Reason));
        Assert.Equal(["apt-get install -y slirp4netns"], found.Finding.Remedy!.Commands);
    }

    [Fact]
    public void What_only_one_engine_lacks_does_not_block_the_other()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker", "podman"] }.AsDebian(
            Dockerd, ("rootlesskit", "2.3.1-1", "/usr/bin/rootlesskit"), ("podman", "5.4.2-1", "/usr/bin/podman"), Slirp);

        Report report = host.Check("alice");

        Assert.DoesNotContain("net.driver", report.Verdicts.Single(verdict => verdict.Engine == "docker").BlockedBy);
        Assert.Contains("net.driver", report.Verdicts.Single(verdict => verdict.Engine == "podman").BlockedBy);
    }

    [Fact]
    public void Apptainer_is_content_without_any_even_where_a_network_is_needed()
    {
        using FixtureHost host = new FixtureHost { Engines = ["apptainer"], Needs = ["network"] }.AsDebian(("apptainer", "1.2.5", "/usr/bin/apptainer"));

        Assert.Equal((Status.Pass, "apptainer uses the host's network"), (Found(host).Status, Found(host).Finding.Reason));
    }

    private static Judgement Found(FixtureHost host) => host.Check("alice").Findings.Single(judgement => judgement.Id == "net.driver");
}
