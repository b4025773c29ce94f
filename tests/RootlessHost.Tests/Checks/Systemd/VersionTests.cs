using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

public sealed class VersionTests
{
    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so", "systemd 252")]
    [InlineData("/lib/systemd/libsystemd-shared-247.so", "systemd 247")]
    [InlineData("/usr/lib64/systemd/libsystemd-shared-257.13-1.fc42.so", "systemd 257")]
    [InlineData("/usr/lib/systemd/libsystemd-shared-239.so", "systemd 239")]
    public void Is_in_the_name_of_a_library(string library, string reason)
    {
        using var host = new FixtureHost { [library] = "" };

        Assert.Equal(Finding.Pass(reason), host.Ask("systemd.version"));
    }

    [Fact]
    public void Alleges_nothing_of_an_image_without_it()
    {
        using var host = new FixtureHost();

        Assert.Equal(Finding.Skip("systemd is not in this image"), host.Ask("systemd.version"));
    }

    [Theory]
    [InlineData("podman", Status.Skip, "this host does without systemd")]
    [InlineData("nerdctl", Status.Fail, "this host does without systemd; nerdctl needs it")]
    public void Only_some_engines_need_it(string engine, Status status, string reason)
    {
        using var host = new FixtureHost { Engines = [engine], ["/etc/os-release"] = "ID=alpine\n" };

        Finding finding = host.Ask("systemd.version");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Nobody_has_its_control_groups_without_it()
    {
        using var host = new FixtureHost { Needs = ["systemd-cgroup"], ["/etc/os-release"] = "ID=alpine\n" };

        Assert.Equal(Finding.Fail("this host does without systemd, and containers in its control groups are wanted"), host.Ask("systemd.version"));
    }

    [Fact]
    public void A_container_that_only_has_its_files_has_no_systemd()
    {
        using FixtureHost host = Hosts.Systemd(engine: "k3s").AsCapture();
        Directory.Delete(host.On("/run/systemd/system"));

        Assert.Equal("systemd is installed, and does not run here; k3s needs it", host.Ask("systemd.version").Reason);
    }

    [Fact]
    public void An_old_one_cannot_delegate_cpuset()
    {
        using FixtureHost host = Hosts.Systemd(239, needs: "limits:cpuset");

        Assert.Equal((Status.Warn, "systemd 239 cannot delegate cpuset, 244 can"), (host.Ask("systemd.version").Status, host.Ask("systemd.version").Reason));
    }
}
