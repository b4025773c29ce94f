using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Storage;

/// <summary>storage.fs, storage.flags, storage.xattr and storage.mount-order: the mount under the data root.</summary>
public sealed class DataRootTests
{
    private const string Podman = "/home/alice/.local/share/containers/storage";

    [Fact]
    public void A_plain_disk_is_fine()
    {
        using FixtureHost host = On("ext4", "rw,relatime");

        Assert.Equal(Finding.Pass("ext4"), host.Ask("storage.fs"));
        Assert.Equal(Finding.Pass("neither ro, noexec, nodev nor nosuid"), host.Ask("storage.flags"));
        Assert.Equal(Finding.Pass("ext4"), host.Ask("storage.xattr"));
    }

    [Theory]
    [InlineData("nfs4", Status.Fail, $"{Podman} is on nfs4, whose server refuses files of subordinate ids")]
    [InlineData("cifs", Status.Fail, $"{Podman} is on cifs, whose server refuses files of subordinate ids")]
    [InlineData("vfat", Status.Fail, $"{Podman} is on vfat, which keeps no owners and links")]
    [InlineData("ecryptfs", Status.Fail, $"{Podman} is on ecryptfs, on which no overlay can be mounted")]
    [InlineData("tmpfs", Status.Warn, $"{Podman} is on tmpfs: images use memory, and are gone after a reboot")]
    [InlineData("btrfs", Status.Pass, "btrfs")]
    [InlineData("xfs", Status.Pass, "xfs")]
    public void The_filesystem_decides(string type, Status status, string reason)
    {
        using FixtureHost host = On(type, "rw,relatime");

        Finding finding = host.Ask("storage.fs");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("2.1.11-1", "", Status.Warn, $"{Podman} is on zfs 2.1.11, on which no overlay can be mounted before 2.2: every container copies its image")]
    [InlineData("0.8.3-1ubuntu12", "/usr/bin/fuse-overlayfs", Status.Warn, $"{Podman} is on zfs 0.8.3, on which no overlay can be mounted before 2.2: fuse-overlayfs does it, slowly")]
    [InlineData("2.2.0-rc1", "", Status.Pass, "zfs")]
    [InlineData("2.3.1-1", "", Status.Pass, "zfs")]
    [InlineData("", "", Status.Pass, "zfs")]
    public void An_old_zfs_is_no_place_for_overlays(string version, string program, Status status, string reason)
    {
        using FixtureHost host = On("zfs", "rw");
        host["/sys/module/zfs/version"] = version + "\n";
        if (program.Length > 0) host.MakeProgram(program);

        Assert.Equal((status, reason), (host.Ask("storage.fs").Status, host.Ask("storage.fs").Reason));
    }

    [Fact]
    public void Podman_manages_on_nfs_with_fuse_overlayfs()
    {
        using FixtureHost host = On("nfs4", "rw").MakeProgram("/usr/bin/fuse-overlayfs");

        Assert.Equal((Status.Warn, $"{Podman} is on nfs4: Podman manages with fuse-overlayfs, and gives every file the mode 0700"), (host.Ask("storage.fs").Status, host.Ask("storage.fs").Reason));
    }

    [Fact]
    public void A_mount_program_in_storage_conf_does_it_too()
    {
        using FixtureHost host = On("nfs", "rw");
        host["/etc/containers/storage.conf"] = "[storage.options.overlay]\nmount_program = \"/opt/fuse-overlayfs\"\n";

        Assert.Equal(Status.Warn, host.Ask("storage.fs").Status);
    }

    [Fact]
    public void Only_the_engine_on_nfs_is_meant()
    {
        using FixtureHost host = On("nfs", "rw", "docker", "podman");
        host["/etc/containers/storage.conf"] = "[storage]\nrootless_storage_path = \"/var/lib/rootless/$USER\"\n";

        Finding finding = host.Ask("storage.fs");

        Assert.Equal((Status.Fail, "/home/alice/.local/share/docker is on nfs, whose server refuses files of subordinate ids"), (finding.Status, finding.Reason));
        Assert.Equal(["docker"], finding.Engines);
        Assert.Contains("\"data-root\"", finding.Remedy!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mount_under_the_data_root_counts_and_not_that_of_home()
    {
        using FixtureHost host = Hosts.Systemd().MakeFolder(Podman).Mount(
            "40 22 0:50 / /home rw - nfs4 server:/home rw", $"41 40 254:2 / {Podman} rw shared:9 - xfs /dev/vdb rw");

        Assert.Equal(Finding.Pass("xfs"), host.Ask("storage.fs"));
    }

    [Fact]
    public void A_link_leads_to_the_mount_that_counts()
    {
        using FixtureHost host = Hosts.Systemd().MakeFolder("/srv/alice").Mount("40 22 0:50 / /srv rw,noexec - ext4 /dev/vdb rw");
        host.MakeLink(Podman, "/srv/alice");

        Assert.Equal((Status.Warn, $"{Podman} is on /srv, mounted noexec: programs in volumes there do not run"), (host.Ask("storage.flags").Status, host.Ask("storage.flags").Reason));
    }

    [Theory]
    [InlineData("podman", "ro,relatime", Status.Fail, "mounted ro")]
    [InlineData("podman", "rw,nosuid,nodev,noexec", Status.Warn, "mounted noexec: programs in volumes there do not run")] // an overlay has flags of its own
    [InlineData("lxc", "rw,nosuid,nodev,noexec", Status.Fail, "mounted noexec")]
    [InlineData("podman", "rw,nosuid,nodev", Status.Warn, "mounted nodev, which Podman's manual advises against")]
    [InlineData("docker", "rw,nosuid,nodev", Status.Warn, "mounted nosuid: setuid programs in containers have no effect")]
    [InlineData("podman", "rw,nosuid", Status.Warn, "mounted nosuid: setuid programs in containers have no effect")]
    public void The_flags_decide(string engine, string options, Status status, string end)
    {
        using FixtureHost host = On("ext4", options, engine);

        Finding finding = host.Ask("storage.flags");

        Assert.Equal(status, finding.Status);
        Assert.EndsWith($" is on /home, {end}", finding.Reason, StringComparison.Ordinal);
        Assert.Equal("/proc/self/mountinfo:2", finding.Evidence[0].Place);
    }

    [Theory]
    [InlineData("podman", "/etc/containers/storage.conf", "[storage]\ndriver = \"vfs\"\n")]
    [InlineData("docker", "/home/alice/.config/docker/daemon.json", "{\"storage-driver\": \"vfs\"}")]
    [InlineData("nerdctl", "/etc/modprobe.d/x.conf", "install overlay /bin/false\n")]
    public void Whole_copies_of_images_run_from_where_they_lie(string engine, string file, string text)
    {
        using FixtureHost host = On("ext4", "rw,noexec", engine);
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/fs/overlayfs/overlay.ko:\n";
        host[file] = text;

        Assert.Equal(Status.Fail, host.Ask("storage.flags").Status);
    }

    [Fact]
    public void A_home_that_is_not_there_is_judged_by_the_folder_above()
    {
        using FixtureHost host = Hosts.Systemd().MakeFolder("/home").Mount("40 22 0:50 / /home rw - nfs server:/home rw");

        Assert.Equal(Status.Fail, host.Ask("storage.fs").Status);
    }

    [Theory]
    [InlineData("6.1.0", Status.Fail)]
    [InlineData("6.6.0", Status.Pass)]
    public void A_tmpfs_keeps_attributes_of_users_from_6_6_on(string kernel, Status status)
    {
        using FixtureHost host = On("tmpfs", "rw");
        host["/proc/sys/kernel/osrelease"] = kernel;

        Assert.Equal(status, host.Ask("storage.xattr").Status);
    }

    [Theory]
    [InlineData("xfs", "dtype /home/alice text known", Status.Pass, "xfs")]
    [InlineData("xfs", "dtype /home/alice text unknown", Status.Fail, $"{Podman} is on /home, an XFS made with ftype=0: its folders do not say of what kind an entry is")]
    [InlineData("xfs", "dtype /home/alice absent\ndtype /home text unknown", Status.Fail, $"{Podman} is on /home, an XFS made with ftype=0: its folders do not say of what kind an entry is")]
    [InlineData("ext3", "dtype /home/alice text unknown", Status.Fail, $"{Podman} is on /home, ext3 without filetype: its folders do not say of what kind an entry is")]
    public void Overlay_needs_the_kinds_of_entries(string type, string seen, Status status, string reason)
    {
        using FixtureHost host = On(type, "rw").AsCapture(seen.Split('\n'));

        Assert.Equal((status, reason), (host.Ask("storage.xattr").Status, host.Ask("storage.xattr").Reason));
    }

    [Fact]
    public void Linger_starts_before_a_home_on_the_network()
    {
        using FixtureHost host = On("nfs4", "rw");

        Assert.Equal(Finding.Skip("linger is off: the home is there at login"), host.Ask("storage.mount-order"));
        host["/var/lib/systemd/linger/alice"] = "";
        Assert.Equal(
            (Status.Warn, "/home/alice is on nfs4, and linger starts the user's systemd at boot, maybe before it is there"),
            (host.Ask("storage.mount-order").Status, host.Ask("storage.mount-order").Reason));
    }

    [Fact]
    public void Without_mounts_nothing_is_alleged()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = Hosts.Alice };

        Assert.Equal(Finding.Skip("mounts are not in this image"), host.Ask("storage.fs"));
        Assert.Equal(Finding.Skip("mounts are not in this image"), host.Ask("storage.flags"));
    }

    private static FixtureHost On(string type, string options, params string[] engines) => new FixtureHost { Engines = engines is [] ? ["podman"] : engines }.Fill(host =>
    {
        host["/etc/passwd"] = Hosts.Alice;
        host.MakeFolder("/home/alice").Mount($"40 22 0:50 / /home {options} shared:9 - {type} source rw");
    });
}
