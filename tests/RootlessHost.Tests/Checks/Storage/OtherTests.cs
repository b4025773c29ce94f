using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Storage;

/// <summary>storage.fuse, storage.capacity, storage.tmp, storage.propagation and storage.state.</summary>
public sealed class OtherTests
{
    [Theory]
    [InlineData("21b6 0 0 0 1 10:229 0", Status.Pass, "/dev/fuse")]
    [InlineData("2180 0 0 0 1 10:229 0", Status.Fail, "/dev/fuse has mode 0600: users may not use it")]
    [InlineData("81b6 0 0 0 1 0:0 0", Status.Fail, "/dev/fuse is not the device 10:229")]
    public void Fuse_is_a_device_for_everybody(string seen, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd().AsCapture($"stat /dev/fuse status {seen}");

        Assert.Equal((status, reason), (host.Ask("storage.fuse").Status, host.Ask("storage.fuse").Reason));
    }

    [Fact]
    public void A_module_that_is_not_loaded_makes_no_device()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture();
        host["/lib/modules/6.1.0-18-amd64/modules.dep"] = "kernel/fs/fuse/fuse.ko.xz:\n";

        Finding finding = host.Ask("storage.fuse");

        Assert.Equal((Status.Fail, "there is no /dev/fuse: the module fuse is not loaded"), (finding.Status, finding.Reason));
        Assert.Equal("modprobe fuse", finding.Remedy!.Commands.First());
    }

    [Fact]
    public void A_device_is_there_before_its_module_is_and_not_every_module_loads()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture("stat /dev/fuse status 21b6 0 0 0 1 10:229 0");
        host["/lib/modules/6.1.0-18-amd64/modules.dep"] = "kernel/fs/fuse/fuse.ko.xz:\n";
        host["/etc/modprobe.d/x.conf"] = "blacklist fuse\n";

        Assert.Equal((Status.Fail, "fuse is not loaded, and nothing loads it: blacklist fuse"), (host.Ask("storage.fuse").Status, host.Ask("storage.fuse").Reason));
    }

    [Fact]
    public void A_fixture_may_have_a_file_for_the_device()
    {
        using var host = new FixtureHost { ["/dev/fuse"] = "" };

        Assert.Equal(Finding.Pass("/dev/fuse"), host.Ask("storage.fuse"));
    }

    [Theory]
    [InlineData("ef53 100000000000 50000000000 1000000 900000", Status.Pass, "46 GiB free")]
    [InlineData("ef53 100000000000 500000000 1000000 900000", Status.Warn, "476 MiB free for /home/alice/.local/share/containers/storage, 1 GiB wanted")]
    [InlineData("ef53 100000000000 50000000000 1000000 10000", Status.Warn, "10000 of 1000000 inodes free for /home/alice/.local/share/containers/storage, a twentieth wanted")]
    [InlineData("1021994 65536 0 1000000 900000", Status.Fail, "nothing is free for /home/alice/.local/share/containers/storage: no container starts")]
    [InlineData("ef53 100000000000 50000000000 1000000 0", Status.Fail, "no inode is free for /home/alice/.local/share/containers/storage: no container starts")]
    [InlineData("9123683e 100000000000 50000000000 0 0", Status.Pass, "46 GiB free")] // btrfs counts no inodes
    public void Space_is_that_of_the_mount(string seen, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd().AsCapture($"statfs / space {seen}").MakeFolder("/home/alice");

        Assert.Equal((status, reason), (host.Ask("storage.capacity").Status, host.Ask("storage.capacity").Reason));
    }

    [Fact]
    public void An_image_has_no_space_to_tell_of()
    {
        using FixtureHost host = Hosts.Systemd().MakeFolder("/home/alice");

        Assert.Equal(Finding.Skip("an image tells nothing of its disk"), host.Ask("storage.capacity"));
    }

    [Fact]
    public void Programs_in_tmp_matter_to_apptainer_alone()
    {
        using var host = new FixtureHost { Engines = ["podman", "apptainer"] };
        host.Mount("40 22 0:50 / /tmp rw,nosuid,nodev,noexec - tmpfs tmpfs rw").MakeFolder("/tmp").MakeFolder("/var/tmp");

        Finding finding = host.Ask("storage.tmp");

        Assert.Equal((Status.Warn, "/tmp is mounted noexec: builds of Apptainer run programs there"), (finding.Status, finding.Reason));
        Assert.Equal(["apptainer"], finding.Engines);
    }

    [Theory]
    [InlineData("/tmp", Status.Fail, "docker")]
    [InlineData("/var/tmp", Status.Warn, null)]
    [InlineData("/dev/shm", Status.Fail, "podman")]
    public void Each_engine_stops_over_another_folder(string folder, Status status, string? of)
    {
        using var host = new FixtureHost { Engines = ["podman", "docker"] };
        host.Mount($"40 22 0:50 / {folder} ro,nosuid,nodev - tmpfs tmpfs rw").MakeFolder("/tmp").MakeFolder("/var/tmp").MakeFolder("/dev/shm");

        Finding finding = host.Ask("storage.tmp");

        Assert.Equal((status, $"{folder} is mounted ro", of), (finding.Status, finding.Reason, finding.Engines is { } those ? string.Join(' ', those) : null));
    }

    [Theory]
    [InlineData("overlay2", "install overlay /bin/false", Status.Fail)]
    [InlineData("overlay2", "", Status.Pass)]
    [InlineData("fuse-overlayfs", "install overlay /bin/false", Status.Pass)]
    public void Docker_goes_on_with_the_driver_of_the_images_that_are_there(string driver, string modprobe, Status status)
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker");
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/fs/overlayfs/overlay.ko:\n";
        host["/etc/modprobe.d/x.conf"] = modprobe + "\n";
        host.MakeFolder($"/home/alice/.local/share/docker/image/{driver}");

        Assert.Equal(status, host.Ask("storage.state").Status);
    }

    [Theory]
    [InlineData("4.3.1+ds1-8+b1", "", Status.Fail)] // Debian 12
    [InlineData("4.4.0", "", Status.Warn)]
    [InlineData("3.0.1+dfsg1-3+deb11u5", "", Status.Warn)] // Debian 11
    [InlineData("4.3.1+ds1-8+b1", "[engine]\nimage_copy_tmp_dir = \"storage\"\n", Status.Warn)]
    public void Some_versions_of_podman_write_to_var_tmp_in_each_run(string version, string configuration, Status status)
    {
        using FixtureHost host = Hosts.Systemd().MakeProgram("/usr/bin/podman").Mount("40 22 0:50 / /var/tmp ro,nosuid,nodev - tmpfs tmpfs rw").MakeFolder("/tmp").MakeFolder("/var/tmp");
        host["/etc/os-release"] = "ID=debian\n";
        host["/var/lib/dpkg/status"] = $"Package: podman\nStatus: install ok installed\nVersion: {version}\n\n";
        host["/etc/containers/containers.conf"] = configuration;

        Assert.Equal((status, "/var/tmp is mounted ro"), (host.Ask("storage.tmp").Status, host.Ask("storage.tmp").Reason));
    }

    [Fact]
    public void A_tmp_in_memory_is_a_distributions_choice()
    {
        using FixtureHost host = Hosts.Systemd().Mount("40 22 0:50 / /tmp rw,nosuid,nodev - tmpfs tmpfs rw").MakeFolder("/tmp").MakeFolder("/var/tmp");

        Assert.Equal((Status.Pass, "/tmp on tmpfs, /var/tmp on ext4"), (host.Ask("storage.tmp").Status, host.Ask("storage.tmp").Reason));
    }

    [Theory]
    [InlineData("shared:1", Status.Pass, "/ is a shared mount")]
    [InlineData("master:1", Status.Fail, "/ is not a shared mount")]
    [InlineData("", Status.Fail, "/ is not a shared mount")]
    public void The_root_is_shared(string tags, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/self/mountinfo"] = $"22 1 254:1 / / rw {(tags.Length > 0 ? tags + " " : "")}- ext4 /dev/vda1 rw\n" };

        Assert.Equal((status, reason), (host.Ask("storage.propagation").Status, host.Ask("storage.propagation").Reason));
    }

    [Theory]
    [InlineData("6.0.1-1", Status.Fail)]
    [InlineData("5.4.2+ds1-2", Status.Pass)]
    [InlineData("4.3.1+ds1-8+b1", Status.Pass)]
    public void Podman_6_stops_at_a_boltdb(string version, Status status)
    {
        using FixtureHost host = Hosts.Systemd().MakeProgram("/usr/bin/podman");
        host["/etc/os-release"] = "ID=debian\n";
        host["/var/lib/dpkg/status"] = $"Package: podman\nStatus: install ok installed\nVersion: {version}\n\n";
        host["/home/alice/.local/share/containers/storage/libpod/bolt_state.db"] = "";

        Assert.Equal(status, host.Ask("storage.state").Status);
    }

    [Fact]
    public void What_is_in_a_folder_that_is_closed_to_its_user_is_another_checks_matter()
    {
        const string Root = "/home/alice/.local/share/docker";
        using FixtureHost host = Hosts.Systemd(engine: "docker").MakeFolder(Root);
        host["/proc/sys/kernel/osrelease"] = "5.10.0\n";
        host["/etc/os-release"] = "ID=fedora\n";
        host.AsCapture($"stat {Root} status 41c0 0 0 0 3 0:0 0", $"stat {Root}/image/overlay2 error 13 stat {Root}/image/overlay2");

        Assert.Equal(Finding.Pass("nothing stands in the way"), host.Ask("storage.state"));
    }

    [Fact]
    public void Docker_does_not_see_what_another_driver_keeps()
    {
        using FixtureHost host = Hosts.Systemd(engine: "docker").MakeFolder("/home/alice/.local/share/docker/image/vfs");
        host["/home/alice/.config/docker/daemon.json"] = """{ "storage-driver": "overlay2" }""";

        Assert.Equal("Docker is told to use overlay2, and its images are those of vfs: it will not see them", host.Ask("storage.state").Reason);
    }
}
