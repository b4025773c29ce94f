using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Storage;

/// <summary>storage.overlay, storage.selinux-overlay and storage.fuse-overlayfs: kernel by kernel.</summary>
public sealed class OverlayTests
{
    [Theory]
    [InlineData("6.1.0-18-amd64", "debian", Status.Pass, "kernel 6.1.0-18-amd64 mounts overlay for users")]
    [InlineData("5.11.0", "arch", Status.Pass, "kernel 5.11.0 mounts overlay for users")]
    [InlineData("5.4.0-100-generic", "ubuntu", Status.Pass, "kernel 5.4.0-100-generic mounts overlay for users")]
    [InlineData("4.18.0-553.el8_10.x86_64", "rhel", Status.Pass, "kernel 4.18.0-553.el8_10.x86_64 mounts overlay for users")]
    [InlineData("4.18.0-305.el8.x86_64", "rhel", Status.Warn, "kernel 4.18.0-305.el8.x86_64 mounts no overlay for users, and fuse-overlayfs is not installed: every container copies its image")]
    [InlineData("5.10.0-28-amd64", "debian", Status.Warn, "kernel 5.10.0-28-amd64 mounts no overlay for users, and fuse-overlayfs is not installed: every container copies its image")]
    public void The_kernel_decides(string kernel, string os, Status status, string reason)
    {
        using FixtureHost host = With(kernel, os);

        Finding finding = host.Ask("storage.overlay");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        Assert.Equal(status == Status.Warn, finding.Remedy is not null);
    }

    [Fact]
    public void Fuse_overlayfs_does_it_on_5_10()
    {
        using FixtureHost host = With("5.10.0-28-amd64", "debian").MakeProgram("/usr/bin/fuse-overlayfs");

        Assert.Equal(Finding.Pass("kernel 5.10.0-28-amd64 mounts no overlay for users, /usr/bin/fuse-overlayfs does"), host.Ask("storage.overlay"));
        Assert.Equal(Finding.Pass("/usr/bin/fuse-overlayfs"), host.Ask("storage.fuse-overlayfs"));
    }

    [Fact]
    public void Debians_option_is_no_way_to_do_it()
    {
        using FixtureHost host = With("5.10.0-28-amd64", "debian");
        host["/sys/module/overlay/parameters/permit_mounts_in_userns"] = "Y\n";

        Assert.Equal("kernel 5.10.0-28-amd64 mounts no overlay for users but by Debian's option permit_mounts_in_userns, which is unsafe before 5.11", host.Ask("storage.overlay").Reason);
    }

    [Fact]
    public void A_module_that_may_not_be_loaded_is_no_overlay()
    {
        using FixtureHost host = With("6.1.0", "debian");
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/fs/overlayfs/overlay.ko:\n";
        host["/etc/modprobe.d/cis.conf"] = "install overlay /bin/false\n";

        Finding finding = host.Ask("storage.overlay");

        Assert.Equal(Status.Warn, finding.Status);
        Assert.Contains("install overlay /bin/false", finding.Reason, StringComparison.Ordinal);
        Assert.Equal("/etc/modprobe.d/cis.conf:1", finding.Evidence[0].Place);
    }

    [Fact]
    public void A_module_that_loads_only_by_its_name_is_none_either()
    {
        using FixtureHost host = With("6.1.0", "debian");
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/fs/overlayfs/overlay.ko:\n";
        host["/etc/modprobe.d/local.conf"] = "blacklist overlay\n";

        Finding finding = host.Ask("storage.overlay");

        Assert.Equal((Status.Warn, "overlay is not loaded, and nothing loads it: blacklist overlay, and fuse-overlayfs is not installed: every container copies its image"), (finding.Status, finding.Reason));
        Assert.Equal("take 'blacklist overlay' out of /etc/modprobe.d/local.conf:1, which keeps it from being loaded at boot, too", finding.Remedy!.Summary);
        host["/proc/modules"] = "overlay 151552 0 - Live 0x0\n";
        Assert.Equal(Status.Pass, host.Ask("storage.overlay").Status);
    }

    [Theory]
    [InlineData("5.10.0", Status.Skip, "follows from storage.overlay")]
    [InlineData("5.11.0", Status.Fail, "kernel 5.11.0 cannot label overlays of users for SELinux, 5.13 can")]
    [InlineData("5.12.9", Status.Fail, "kernel 5.12.9 cannot label overlays of users for SELinux, 5.13 can")]
    [InlineData("5.13.0", Status.Pass, "kernel 5.13.0 labels overlays of users")]
    [InlineData("4.18.0-553.el8_10.x86_64", Status.Pass, "kernel 4.18.0-553.el8_10.x86_64 labels overlays of users")]
    public void Selinux_wants_5_13(string kernel, Status status, string reason)
    {
        using FixtureHost host = With(kernel, "fedora");
        host["/sys/fs/selinux/enforce"] = "1";

        Assert.Equal((status, reason), (host.Ask("storage.selinux-overlay").Status, host.Ask("storage.selinux-overlay").Reason));
    }

    [Fact]
    public void With_fuse_overlayfs_selinux_is_no_matter()
    {
        using FixtureHost host = With("5.11.0", "fedora").MakeProgram("/usr/bin/fuse-overlayfs");
        host["/sys/fs/selinux/enforce"] = "1";

        Assert.Equal(Status.Pass, host.Ask("storage.selinux-overlay").Status);
    }

    [Fact]
    public void Without_selinux_it_is_no_question()
    {
        using FixtureHost host = With("5.11.0", "fedora");

        Assert.Equal(Finding.Skip("SELinux is off"), host.Ask("storage.selinux-overlay"));
    }

    [Theory]
    [InlineData("6.1.0", "podman", Status.Skip, "not installed, and not needed: the kernel mounts overlay for users")]
    [InlineData("5.10.0", "podman", Status.Skip, "follows from storage.overlay")]
    [InlineData("6.1.0", "k3s", Status.Fail, "fuse-overlayfs is not installed, and the unit of k3s names it")]
    public void Fuse_overlayfs_is_wanted_where_it_is_needed(string kernel, string engine, Status status, string reason)
    {
        using FixtureHost host = With(kernel, "debian", engine);

        Assert.Equal((status, reason), (host.Ask("storage.fuse-overlayfs").Status, host.Ask("storage.fuse-overlayfs").Reason));
    }

    private static FixtureHost With(string kernel, string os, string engine = "podman") => new()
    {
        Engines = [engine],
        ["/etc/passwd"] = Hosts.Alice,
        ["/etc/os-release"] = $"ID={os}\n",
        ["/proc/sys/kernel/osrelease"] = kernel + "\n",
    };
}
