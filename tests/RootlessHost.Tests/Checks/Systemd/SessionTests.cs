using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

/// <summary>systemd.user-manager, systemd.runtime-dir and systemd.dbus: what a session has.</summary>
public sealed class SessionTests
{
    private const string Owned = "stat /run/user/1000 status 41c0 1000 1000 0 3 0:0 1700000000";

    [Fact]
    public void All_is_well_when_the_user_is_logged_in()
    {
        using FixtureHost host = LoggedIn().As(1000, "XDG_RUNTIME_DIR=/run/user/1000");

        Assert.Equal(Finding.Pass("the user's systemd runs"), host.Ask("systemd.user-manager"));
        Assert.Equal(Finding.Pass("/run/user/1000"), host.Ask("systemd.runtime-dir"));
        Assert.Equal(Finding.Pass("/run/user/1000/bus"), host.Ask("systemd.dbus"));
    }

    [Fact]
    public void Not_logged_in_is_no_failure()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture().As(0);
        host["/usr/lib/systemd/user/dbus.socket"] = "";

        Assert.Equal(Finding.Skip("not logged in; the user's systemd starts at login"), host.Ask("systemd.user-manager"));
        Assert.Equal(Finding.Skip("not logged in; /run/user/1000 is made at login"), host.Ask("systemd.runtime-dir"));
        Assert.Equal(Finding.Skip("not logged in; the bus starts with the user's systemd"), host.Ask("systemd.dbus"));
    }

    [Theory]
    [InlineData("systemd.user-manager")]
    [InlineData("systemd.runtime-dir")]
    [InlineData("systemd.dbus")]
    public void A_partial_fixture_alleges_nothing(string id)
    {
        using FixtureHost host = Hosts.Systemd();

        Assert.Equal(Status.Skip, host.Ask(id).Status);
    }

    [Fact]
    public void Su_leaves_the_user_without_a_systemd()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture().As(1000);

        Finding finding = host.Ask("systemd.user-manager");

        Assert.Equal((Status.Fail, "no systemd of the user runs: this session came from su, sudo or the like"), (finding.Status, finding.Reason));
        Assert.Equal(["loginctl enable-linger alice"], finding.Remedy!.Commands);
        Assert.Equal("follows from systemd.user-manager", host.Ask("systemd.runtime-dir").Reason);
    }

    [Fact]
    public void Su_leaves_the_runtime_dir_of_another_user()
    {
        using FixtureHost host = Hosts.Systemd().As(1000, "XDG_RUNTIME_DIR=/run/user/1001");

        Finding finding = host.Ask("systemd.runtime-dir");

        Assert.Equal((Status.Fail, "XDG_RUNTIME_DIR is /run/user/1001, of another user, bob: this session came from su or sudo"), (finding.Status, finding.Reason));
        Assert.Equal(("/run/user/1000", "/run/user/1001"), (finding.Expected, finding.Actual));
        Assert.Equal(["machinectl shell alice@"], finding.Remedy!.Commands);
    }

    [Fact]
    public void The_runtime_dir_of_who_asks_says_nothing_of_others()
    {
        using FixtureHost host = Hosts.Systemd().As(0, "XDG_RUNTIME_DIR=/run/user/0");

        Assert.Equal(Status.Skip, host.Ask("systemd.runtime-dir").Status);
    }

    [Fact]
    public void Cron_has_no_runtime_dir_set()
    {
        using FixtureHost host = LoggedIn().As(1000, "HOME=/home/alice");

        Assert.Equal("XDG_RUNTIME_DIR is not set, though /run/user/1000 is there: this session came from su, sudo or cron", host.Ask("systemd.runtime-dir").Reason);
    }

    [Theory]
    [InlineData("docker", 1000, "", Status.Fail, "XDG_RUNTIME_DIR is not set, and docker cannot do without")]
    [InlineData("nerdctl", 1000, "", Status.Fail, "XDG_RUNTIME_DIR is not set, and nerdctl cannot do without")]
    [InlineData("docker", 1000, "session optional pam_elogind.so", Status.Fail, "XDG_RUNTIME_DIR is not set, and docker cannot do without")]
    [InlineData("docker", 0, "# session optional pam_elogind.so", Status.Fail, "nothing sets XDG_RUNTIME_DIR at login, and docker cannot do without")]
    [InlineData("docker", 0, "-session\toptional /lib/security/pam_elogind.so debug", Status.Skip, "not logged in; pam_elogind.so makes /run/user/1000 at login")]
    [InlineData("podman", 1000, "", Status.Skip, "no systemd here; engines make a folder of their own")]
    public void Without_systemd_somebody_else_must_make_the_folder(string engine, int asking, string pam, Status status, string reason)
    {
        using FixtureHost host = OpenRc(engine).As(asking, "HOME=/");
        host["/etc/pam.d/base-session"] = pam + "\n";

        Finding finding = host.Ask("systemd.runtime-dir");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        Assert.Equal(status == Status.Fail ? [engine] : null, finding.Engines);
        if (status == Status.Fail && !pam.StartsWith("session", StringComparison.Ordinal)) Assert.Equal(["install -d -m 0700 -o alice -g 1000 /run/user/1000"], finding.Remedy!.Commands);
    }

    [Fact]
    public void Elogind_makes_the_folder_too()
    {
        using FixtureHost host = OpenRc("docker").As(1000, "XDG_RUNTIME_DIR=/run/user/1000");
        host.MakeFolder("/run/user/1000");

        Assert.Equal(Finding.Pass("/run/user/1000"), host.Ask("systemd.runtime-dir"));
    }

    private static FixtureHost OpenRc(string engine)
    {
        var host = new FixtureHost { Engines = [engine] };
        host["/etc/os-release"] = "ID=alpine\n";
        host["/etc/passwd"] = Hosts.Alice;
        host["/.rootless-host-capture"] = $"rootless-host.capture/1\notherwise tree\n{Owned}\n";
        return host;
    }

    [Theory]
    [InlineData("41c0 1001 1001", Status.Fail, "/run/user/1000 belongs to uid 1001")]
    [InlineData("41ed 1000 1000", Status.Warn, "/run/user/1000 has mode 0755: others can reach the user's sockets")]
    public void The_folder_must_be_the_users_alone(string seen, Status status, string reason)
    {
        using FixtureHost host = LoggedIn($"stat /run/user/1000 status {seen} 0 3 0:0 1700000000").As(0);

        Assert.Equal((status, reason), (host.Ask("systemd.runtime-dir").Status, host.Ask("systemd.runtime-dir").Reason));
    }

    [Theory]
    [InlineData("/home/alice/.docker/run", Status.Pass, "/home/alice/.docker/run")]
    [InlineData("/tmp/xdg", Status.Warn, "XDG_RUNTIME_DIR is /tmp/xdg: below /tmp another user may take the name first")]
    public void A_folder_elsewhere_is_fine_unless_others_can_take_its_name(string folder, Status status, string reason)
    {
        using FixtureHost host = Hosts.Systemd().As(1000, $"XDG_RUNTIME_DIR={folder}");
        host.MakeFolder(folder);

        Assert.Equal((status, reason), (host.Ask("systemd.runtime-dir").Status, host.Ask("systemd.runtime-dir").Reason));
    }

    [Fact]
    public void A_systemd_without_a_bus_needs_a_package()
    {
        using FixtureHost host = LoggedIn();
        host["/etc/os-release"] = "ID=debian\nVERSION_ID=12\n";
        File.Delete(host.On("/run/user/1000/bus"));
        File.Delete(host.On("/usr/lib/systemd/user/dbus.socket"));

        Finding finding = host.Ask("systemd.dbus");

        Assert.Equal((Status.Warn, "no dbus.socket is installed for users"), (finding.Status, finding.Reason));
        Assert.Equal(["apt-get install -y dbus-user-session"], finding.Remedy!.Commands);
    }

    [Fact]
    public void A_bus_that_is_installed_and_gone_is_started()
    {
        using FixtureHost host = LoggedIn();
        File.Delete(host.On("/run/user/1000/bus"));

        Assert.Equal((Status.Warn, "/run/user/1000/bus is missing"), (host.Ask("systemd.dbus").Status, host.Ask("systemd.dbus").Reason));
    }

    [Theory]
    [InlineData("podman", "", Status.Warn, null)] // it makes control groups itself
    [InlineData("podman", "limits", Status.Fail, null)] // which sets none
    [InlineData("docker", "", Status.Fail, null)]
    [InlineData("docker podman", "", Status.Fail, "docker")]
    public void Podman_alone_does_without_a_bus(string engines, string need, Status status, string? only)
    {
        using FixtureHost host = LoggedIn(engines: engines, needs: need.Length > 0 ? [need] : []);
        File.Delete(host.On("/run/user/1000/bus"));

        Finding finding = host.Ask("systemd.dbus");

        Assert.Equal((status, "/run/user/1000/bus is missing", only), (finding.Status, finding.Reason, finding.Engines is { } those ? string.Join(' ', those) : null));
    }

    [Theory]
    [InlineData("ffff9c00: 00000002 00000000 00010000 0001 01 20901 /run/user/1000/bus", Status.Pass, "/run/user/1000/bus")]
    [InlineData("ffff9c00: 00000002 00000000 00010000 0001 01 20901 /run/user/1001/bus", Status.Fail, "nobody listens on /run/user/1000/bus")]
    [InlineData("ffff9c00: 00000003 00000000 00000000 0001 03 20902 /run/user/1000/bus", Status.Fail, "nobody listens on /run/user/1000/bus")] // a connection of the one that is gone
    public void A_socket_that_nobody_listens_on_is_no_bus(string line, Status status, string reason)
    {
        using FixtureHost host = LoggedIn();
        host["/proc/net/unix"] = $"Num       RefCount Protocol Flags    Type St Inode Path\n{line}\n";

        Finding finding = host.Ask("systemd.dbus");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    // As logind left it on Debian 12, two seconds after `systemctl stop user@1000` without linger.
    [Theory]
    [InlineData("closing", "docker", Status.Skip, Status.Skip)]
    [InlineData("closing masked", "docker podman", Status.Fail, Status.Fail)] // it will not come back
    [InlineData("active", "docker", Status.Fail, Status.Skip)] // one cause, one failure
    [InlineData(null, "docker", Status.Fail, Status.Skip)]
    [InlineData("active", "docker podman", Status.Fail, Status.Fail)] // which trips over the socket: crun: sd-bus call: Permission denied
    public void What_logind_keeps_for_seconds_after_a_logout_is_no_failure(string? state, string engines, Status manager, Status bus)
    {
        using FixtureHost host = LoggedIn(engines: engines).As(0);
        Directory.Delete(host.On("/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service"), recursive: true);
        host["/proc/net/unix"] = "Num       RefCount Protocol Flags    Type St Inode Path\n";
        if (state?.EndsWith("masked", StringComparison.Ordinal) == true) host.MakeLink("/etc/systemd/system/user@1000.service", "/dev/null");
        if (state is not null) host["/run/systemd/users/1000"] = $"# This is private data. Do not parse.\nNAME=alice\nSTATE={state.Split(' ')[0]}\nSTOPPING=yes\n";

        Assert.Equal((manager, bus), (host.Ask("systemd.user-manager").Status, host.Ask("systemd.dbus").Status));
        if (bus == Status.Fail) Assert.Equal(["podman"], host.Ask("systemd.dbus").Engines!);
        Assert.Equal(Status.Pass, host.Ask("systemd.runtime-dir").Status);
    }

    [Theory]
    [InlineData("/etc/systemd/system/user@1000.service", "user@1000.service is masked: the user's systemd cannot start")]
    [InlineData("/run/systemd/system/user@.service", "user@.service is masked: the user's systemd cannot start")]
    [InlineData("/etc/systemd/system/user@1001.service", "not logged in; the user's systemd starts at login")]
    public void A_systemd_that_is_masked_will_not_start_at_login(string unit, string reason)
    {
        using FixtureHost host = Hosts.Systemd().AsCapture().As(0).MakeLink(unit, "/dev/null");

        Assert.Equal(reason, host.Ask("systemd.user-manager").Reason);
    }

    [Theory]
    [InlineData("systemd.dbus")]
    [InlineData("subid.stale-podman")]
    [InlineData("engine.conflict")]
    public void What_is_in_another_users_folder_is_not_looked_at(string id)
    {
        using FixtureHost host = LoggedIn("stat /run/user/1000 status 41c0 0 0 0 3 0:0 1700000000", "docker podman").As(0);
        host["/etc/subuid"] = host["/etc/subgid"] = "alice:100000:65536\n";

        Assert.Equal("follows from systemd.runtime-dir", host.Ask(id).Reason);
    }

    [Theory]
    [InlineData(0)] // root
    [InlineData(1000)] // the user
    public void A_folder_that_was_taken_from_a_running_systemd_is_missing(int asking)
    {
        using FixtureHost host = Hosts.Systemd().AsCapture().As(asking);
        host[Hosts.Live] = "cpu memory pids\n";

        Finding finding = host.Ask("systemd.runtime-dir");

        Assert.Equal((Status.Fail, "/run/user/1000 is missing, though the user's systemd runs"), (finding.Status, finding.Reason));
        Assert.Equal(["systemctl restart user-runtime-dir@1000.service"], finding.Remedy!.Commands);
        Assert.Equal("follows from systemd.runtime-dir", host.Ask("systemd.dbus").Reason);
        Assert.Equal(Status.Pass, host.Ask("systemd.user-manager").Status);
    }

    [Fact]
    public void A_folder_without_a_systemd_is_a_systemd_that_failed()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture(Owned).As(0).MakeFolder("/run/user/1000");

        Assert.Equal((Status.Fail, "user@1000.service does not run, though it should"), (host.Ask("systemd.user-manager").Status, host.Ask("systemd.user-manager").Reason));
    }

    [Theory]
    [InlineData("systemd.user-manager")]
    [InlineData("systemd.linger")]
    [InlineData("systemd.runtime-dir")]
    [InlineData("systemd.dbus")]
    [InlineData("systemd.logind")]
    public void The_owner_of_remapped_ids_has_no_session(string id)
    {
        using FixtureHost host = Hosts.Systemd(engine: "userns-remap").AsCapture().As(0);

        Assert.Equal(Status.Skip, host.Ask(id).Status);
    }

    private static FixtureHost LoggedIn(string seen = Owned, string engines = "podman", params string[] needs) => Hosts.Systemd(engine: engines, needs: needs).AsCapture(seen).Fill(host =>
    {
        host["/run/user/1000/bus"] = "";
        host["/run/user/1000/systemd/private"] = "";
        host["/usr/lib/systemd/user/dbus.socket"] = "";
        host["/usr/lib/systemd/user/default.target"] = "";
        host[Hosts.Live] = "cpu memory pids\n";
    });
}
