using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Host;

public sealed class NestedTests
{
    private const string Identity = "         0          0 4294967295\n";
    private const string Root = "21 1 8:1 / / rw - ext4 /dev/vda1 rw\n";
    private const string Proc = "22 21 0:20 / /proc rw,nosuid - proc proc rw\n";
    private const string Masks = "23 22 0:20 /bus /proc/bus ro - proc proc rw\n24 22 0:5 /null /proc/kcore rw - devtmpfs udev rw\n";

    [Theory]
    [InlineData("", Root + Proc, Identity, Status.Pass, "not in a container")]
    [InlineData("", Root + Proc + "25 22 0:30 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw\n", Identity, Status.Pass, "not in a container")]
    [InlineData("wsl", Root + Proc, Identity, Status.Pass, "not in a container")]
    [InlineData("lxc", Root + Proc, Identity, Status.Warn, "inside a container (lxc): what is missing is up to the host outside")]
    [InlineData("", Root + Proc, "0 100000 65536\n", Status.Warn, "inside a user namespace: what is missing is up to the host outside")]
    [InlineData("docker", Root + Proc + Masks, Identity, Status.Fail, "inside a container (docker) that covers /proc/bus and 1 more of /proc: no container in it can mount its own /proc")]
    // LXC covers parts with lxcfs, and leaves a whole /proc elsewhere for this.
    [InlineData("lxc", Root + Proc + "26 22 0:31 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw\n27 21 0:32 / /dev/.lxc/proc rw - proc proc rw\n", Identity, Status.Warn, "inside a container (lxc): what is missing is up to the host outside")]
    [InlineData("lxc", Root + Proc + "25 22 0:30 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw\n", Identity, Status.Warn, "inside a container (lxc): what is missing is up to the host outside")]
    [InlineData("", Root + Proc + Masks, Identity, Status.Fail, "/proc is covered at /proc/bus and 1 more of /proc: no container can mount its own")]
    [InlineData("", Root + Proc + Masks + "27 21 0:32 / /srv/proc rw - proc proc rw\n", Identity, Status.Pass, "not in a container")] // a whole one is in sight
    public void Says_where_it_is(string container, string mounts, string map, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = mounts, ["/proc/self/uid_map"] = map };
        if (container.Length > 0) host["/run/systemd/container"] = container + "\n";

        Finding finding = host.Ask("host.nested");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("docker", "docker run --security-opt systempaths=unconfined")]
    [InlineData("podman", "podman run --security-opt unmask=ALL")]
    public void A_masked_proc_is_for_the_outer_engine_to_uncover(string container, string command)
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = Root + Proc + Masks, ["/run/systemd/container"] = container };

        Finding finding = host.Ask("host.nested");

        Assert.Equal($"start the outer container with a whole /proc: {command}", finding.Remedy!.Summary);
        Assert.Equal(new Evidence("/proc/self/mountinfo", 3, "proc on /proc/bus"), Assert.Single(finding.Evidence));
    }

    [Theory]
    [InlineData(Root + Proc, Status.Pass, "not in a container")]
    [InlineData(Root + Proc + "24 22 0:5 /null /proc/kcore rw - devtmpfs udev rw\n", Status.Fail, "/proc is covered at /proc/kcore: no container can mount its own")]
    public void What_covers_proc_in_a_service_alone_does_not_count(string mountsOfInit, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = Root + Proc + Masks, ["/proc/1/mountinfo"] = mountsOfInit, ["/proc/self/uid_map"] = Identity };

        Finding finding = host.Ask("host.nested");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void What_covers_proc_is_taken_away_from_the_top()
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = Root + Proc + Masks, ["/proc/self/uid_map"] = Identity };

        Assert.Equal(["umount /proc/kcore", "umount /proc/bus"], host.Ask("host.nested").Remedy!.Commands);
    }

    [Theory]
    [InlineData("docker", "apptainer", Status.Fail)]
    [InlineData("buildkit", "apptainer", Status.Pass)]
    public void Those_that_take_the_hosts_proc_along_do_not_mind(string one, string other, Status status)
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = Root + Proc + Masks, ["/proc/self/uid_map"] = Identity, Engines = [one, other] };

        Finding finding = host.Ask("host.nested");

        Assert.Equal(status, finding.Status);
        Assert.Equal(status == Status.Fail ? ["docker"] : null, finding.Engines);
    }

    [Fact]
    public void A_chroot_has_nothing_mounted_at_its_root()
    {
        using var host = new FixtureHost { ["/.rootless-host-capture"] = "rootless-host.capture/1\notherwise tree\n", ["/proc/self/mountinfo"] = Proc, ["/proc/self/uid_map"] = Identity };

        Assert.Equal("in a chroot: no user namespace can be created there", host.Ask("host.nested").Reason);
    }

    [Fact]
    public void A_virtual_machine_made_of_an_image_is_no_container()
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = Proc, ["/proc/self/uid_map"] = Identity, ["/.dockerenv"] = "" };
        Assert.Equal("inside a container (docker): what is missing is up to the host outside", host.Ask("host.nested").Reason);

        host.MakeLink("/proc/self/ns/pid", "pid:[4026531836]").MakeLink("/proc/self/ns/uts", "uts:[4026531838]").MakeLink("/proc/self/ns/ipc", "ipc:[4026531839]");

        Assert.Equal("not in a container", host.Ask("host.nested").Reason);
    }

    [Fact]
    public void An_image_says_nothing()
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n" };

        Assert.Equal(Status.Skip, host.Ask("host.nested").Status);
    }
}
