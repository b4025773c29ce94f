using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Cgroup;

public sealed class RootTests
{
    private const string Controllers = "/sys/fs/cgroup/cgroup.controllers";

    [Theory]
    [InlineData("cpuset cpu io memory pids", Status.Pass, "cpu memory pids are there")]
    [InlineData("cpuset io memory pids", Status.Fail, "the kernel offers no cpu controller")] // cpu is not cpuset
    [InlineData("cpuset cpu io pids", Status.Fail, "the kernel offers no memory controller")]
    public void Compares_whole_words(string controllers, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd();
        host[Controllers] = controllers + "\n";

        Finding finding = host.Ask("cgroup.root");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("podman", "cpu memory", "", Status.Fail)] // crun: the requested cgroup controller `pids` is not available
    [InlineData("podman", "cpu pids", "", Status.Warn)]
    [InlineData("podman", "cpu memory", "[containers]\npids_limit = 0\n", Status.Warn)]
    [InlineData("podman", "cpu memory", "[containers]\npids_limit = 100\n", Status.Fail)]
    [InlineData("podman", "cpu memory", "[engine]\ncgroup_manager = \"cgroupfs\"\n", Status.Warn)]
    [InlineData("docker", "cpu memory", "", Status.Warn)]
    public void Podman_limits_processes_unless_it_is_told_not_to(string engine, string controllers, string configuration, Status status)
    {
        using FixtureHost host = Hosts.Systemd(engine: engine);
        host[Controllers] = controllers + "\n";
        host["/etc/containers/containers.conf"] = configuration;

        Assert.Equal(status, host.Check("alice").Findings.Single(judgement => judgement.Id == "cgroup.root").Status);
    }

    [Fact]
    public void Wants_io_when_limits_on_io_are_wanted()
    {
        using FixtureHost host = Hosts.Systemd(needs: "limits:io");
        host[Controllers] = "cpu memory pids\n";

        Assert.Equal("the kernel offers no io controller", host.Ask("cgroup.root").Reason);
    }

    [Fact]
    public void Says_that_the_command_line_turns_memory_off_and_the_rest_follows()
    {
        using FixtureHost host = Hosts.Systemd();
        host[Controllers] = "cpuset cpu io pids\n";
        host["/proc/cmdline"] = "root=/dev/vda1 cgroup_disable=memory quiet\n";
        host[Hosts.Live] = "cpu pids\n";

        Finding finding = host.Ask("cgroup.root");

        Assert.Equal((Status.Fail, "the kernel offers no memory controller: cgroup_disable=memory on the boot command line"), (finding.Status, finding.Reason));
        Assert.Equal("take cgroup_disable=memory from the boot command line", finding.Remedy!.Summary);
        Assert.Equal("follows from cgroup.root", host.Ask("cgroup.delegation").Reason);
        Assert.Equal(Finding.Skip("not a Raspberry Pi"), host.Ask("cgroup.rpi-memory"));
    }

    [Fact]
    public void Knows_a_raspberry_pi_by_its_model()
    {
        using FixtureHost host = Hosts.Systemd();
        host["/proc/device-tree/model"] = "Raspberry Pi 4 Model B Rev 1.4\0";
        host[Controllers] = "cpuset cpu io pids\n";
        host["/proc/cmdline"] = "cgroup_disable=memory console=serial0\n";

        Assert.Equal(["sed -i '1s/$/ cgroup_enable=memory/' /boot/firmware/cmdline.txt"], host.Ask("cgroup.root").Remedy!.Commands);
        Assert.Equal("follows from cgroup.root", host.Ask("cgroup.rpi-memory").Reason);
    }

    [Fact]
    public void Believes_what_is_in_force_over_the_firmwares_word()
    {
        using FixtureHost host = Hosts.Systemd();
        host["/proc/device-tree/model"] = "Raspberry Pi 5\0";
        host["/proc/cmdline"] = "cgroup_disable=memory cgroup_enable=memory\n";

        Assert.Equal(Status.Pass, host.Ask("cgroup.root").Status);
        Assert.Equal(Finding.Pass("the memory controller is on"), host.Ask("cgroup.rpi-memory"));
    }
}
