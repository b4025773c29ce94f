using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Cgroup;

public sealed class VersionTests
{
    private const string Tmpfs = "30 22 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:4 - tmpfs tmpfs ro,mode=755";

    [Fact]
    public void Passes_on_version_2_alone()
    {
        using FixtureHost host = Hosts.Systemd();

        Assert.Equal(Finding.Pass("control groups are version 2"), host.Ask("cgroup.version"));
    }

    [Fact]
    public void Says_that_hybrid_is_not_version_2()
    {
        using FixtureHost host = Hosts.Systemd().Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw");

        Finding finding = host.Ask("cgroup.version");

        Assert.Equal((Status.Fail, "control groups are hybrid: the controllers are of version 1, which cannot be delegated"), (finding.Status, finding.Reason));
        Assert.Equal(("version 2", "hybrid"), (finding.Expected, finding.Actual));
        Assert.Equal(new Evidence("/proc/self/mountinfo", 2, "/sys/fs/cgroup tmpfs"), Assert.Single(finding.Evidence));
        Assert.Equal("follows from cgroup.version", host.Ask("cgroup.root").Reason);
        Assert.Equal("follows from cgroup.version", host.Ask("cgroup.delegation").Reason);
        Assert.Equal("follows from cgroup.version", host.Ask("cgroup.delegation-conf").Reason);
    }

    [Fact]
    public void Says_that_it_is_version_1()
    {
        using FixtureHost host = Hosts.Systemd().Fill(host => File.Delete(host.On("/sys/fs/cgroup/cgroup.controllers")))
            .Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/memory rw shared:5 - cgroup cgroup rw,memory");
        host.MakeProgram("/usr/sbin/grubby");

        Finding finding = host.Ask("cgroup.version");

        Assert.Equal((Status.Fail, "control groups are version 1, which cannot be delegated"), (finding.Status, finding.Reason));
        Assert.Equal(["grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1"], finding.Remedy!.Commands);
    }

    [Fact]
    public void The_boot_argument_comes_behind_what_the_administrator_asks_for()
    {
        using FixtureHost host = Hosts.Systemd().Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw");
        host["/etc/default/grub"] = "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet systemd.unified_cgroup_hierarchy=0\"\n";
        host.MakeProgram("/usr/sbin/update-grub");

        Finding finding = host.Ask("cgroup.version");

        // GRUB puts GRUB_CMDLINE_LINUX first and GRUB_CMDLINE_LINUX_DEFAULT behind it, and the last one of two is in force.
        Assert.Equal(
            ["printf '%s\\n' 'GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT systemd.unified_cgroup_hierarchy=1\"' > /etc/default/grub.d/90-rootless-host.cfg", "update-grub"],
            finding.Remedy!.Commands);

        host["/etc/default/grub.d/90-rootless-host.cfg"] = "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT systemd.unified_cgroup_hierarchy=1\"\n";
        finding = host.Ask("cgroup.version");
        Assert.Equal((Status.Fail, "control groups are hybrid, version 2 is applied: in force after a reboot", "reboot", TakesEffect.Reboot), (finding.Status, finding.Reason, finding.Remedy!.Summary, finding.Awaits));
    }

    [Fact]
    public void Promises_nothing_of_a_reboot_that_came_and_did_not_help()
    {
        using FixtureHost host = Hosts.Systemd().Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw");
        host["/etc/default/grub"] = "";
        host["/proc/sys/kernel/random/boot_id"] = "7f3c\n";
        host["/etc/default/grub.d/90-rootless-host.cfg"] = "# written in boot 7f3c\nGRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT systemd.unified_cgroup_hierarchy=1\"\n";
        host.MakeProgram("/usr/sbin/update-grub");
        Assert.Equal(TakesEffect.Reboot, host.Ask("cgroup.version").Awaits);

        host["/proc/sys/kernel/random/boot_id"] = "90ab\n";
        Finding finding = host.Ask("cgroup.version");

        Assert.Equal(
            (Status.Fail, "control groups are hybrid: /etc/default/grub.d/90-rootless-host.cfg asks for version 2, and the reboot since then did not bring it", null, false, "cat /proc/cmdline"),
            (finding.Status, finding.Reason, finding.Awaits, finding.Remedy!.Automatic, Assert.Single(finding.Remedy.Commands)));
    }

    [Fact]
    public void Makes_do_with_the_files_where_a_fixture_has_no_mounts()
    {
        using var host = new FixtureHost { ["/sys/fs/cgroup/cgroup.controllers"] = "memory\n" };

        Assert.Equal(Status.Pass, host.Ask("cgroup.version").Status);
    }

    [Fact]
    public void Alleges_nothing_of_an_image_without_control_groups()
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n" };

        Assert.Equal(Finding.Skip("control groups are not in this image"), host.Ask("cgroup.version"));
    }
}
