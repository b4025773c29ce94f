using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Engine;

public sealed class LxcTests
{
    private const string Defaults = "/home/alice/.config/lxc/default.conf";
    private const string Maps = "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n";

    [Theory]
    [InlineData(Maps, Status.Pass, "lxc.idmap is within the user's ranges")]
    [InlineData(Maps + "lxc.idmap = u 70000 1000 1", Status.Pass, "lxc.idmap is within the user's ranges")]
    [InlineData("lxc.idmap = u 0 200000 65536", Status.Fail, "lxc.idmap = u 0 200000 65536 is outside the ranges of alice")]
    [InlineData("lxc.idmap = g 0 100000 65537", Status.Fail, "lxc.idmap = g 0 100000 65537 is outside the ranges of alice")]
    [InlineData("lxc.idmap = u 0", Status.Fail, "lxc.idmap is not KIND INSIDE OUTSIDE COUNT")]
    [InlineData("lxc.idmap = u 0 100000 65536", Status.Fail, "no lxc.idmap in " + Defaults + " is for the gid of a container's root")]
    [InlineData("lxc.idmap = g 0 100000 65536", Status.Fail, "no lxc.idmap in " + Defaults + " is for the uid of a container's root")]
    [InlineData("lxc.idmap = u 1 100000 65535\nlxc.idmap = g 0 100000 65536", Status.Fail, "no lxc.idmap in " + Defaults + " is for the uid of a container's root")]
    [InlineData(Maps + "lxc.idmap =", Status.Fail, "no lxc.idmap in " + Defaults + " is for the uid and gid of a container's root")]
    [InlineData("lxc.net.0.type = empty", Status.Fail, "no lxc.idmap in " + Defaults + " is for the uid and gid of a container's root")]
    public void LXC_maps_what_its_configuration_says(string conf, Status status, string reason)
    {
        using FixtureHost host = Host();
        host[Defaults] = conf + "\n";

        Assert.Equal((status, reason), (host.Ask("engine.lxc").Status, host.Ask("engine.lxc").Reason));
    }

    [Fact]
    public void A_map_that_is_not_the_users_has_a_line()
    {
        using FixtureHost host = Host();
        host[Defaults] = "# mine\nlxc.idmap = u 0 200000 65536\n";

        Assert.Equal([new Evidence(Defaults, 2, "lxc.idmap = u 0 200000 65536")], host.Ask("engine.lxc").Evidence);
    }

    [Fact]
    public void Without_a_map_lxc_create_makes_nothing()
    {
        using FixtureHost host = Host();
        host["/etc/lxc/default.conf"] = Maps; // root's, which liblxc does not read for a user

        Finding finding = host.Ask("engine.lxc");

        Assert.Equal((Status.Fail, $"there is no {Defaults} with an lxc.idmap"), (finding.Status, finding.Reason));
        Assert.Equal(
        [
            "runuser -u alice -- mkdir -p /home/alice/.config/lxc",
            $"printf '%s\\n' 'lxc.idmap = u 0 100000 65536' 'lxc.idmap = g 0 100000 65536' | runuser -u alice -- tee -a {Defaults}",
        ], finding.Remedy!.Commands);
        Assert.Equal([new Evidence(Defaults)], finding.Evidence);
    }

    [Fact]
    public void Only_the_missing_map_is_to_be_written()
    {
        using FixtureHost host = Host();
        host[Defaults] = "lxc.idmap = u 0 100000 65536\n";

        Assert.Contains("'%s\\n' 'lxc.idmap = g 0 100000 65536' |", host.Ask("engine.lxc").Remedy!.Commands.Last());
    }

    [Theory]
    [InlineData("lxc.include = /etc/lxc/ours.conf\n", "/etc/lxc/ours.conf")]
    [InlineData("lxc.include = /etc/lxc/ours.d\n", "/etc/lxc/ours.d/one.conf")]
    public void What_it_includes_counts(string conf, string path)
    {
        using FixtureHost host = Host();
        host[Defaults] = conf;
        host[path] = Maps;

        Assert.Equal(Finding.Pass("lxc.idmap is within the user's ranges"), host.Ask("engine.lxc"));
    }

    [Fact]
    public void A_file_that_includes_itself_ends()
    {
        using FixtureHost host = Host();
        host[Defaults] = $"lxc.include = {Defaults}\nlxc.include = {Defaults}\n{Maps}";

        Assert.Equal(Status.Pass, host.Ask("engine.lxc").Status);
    }

    [Fact]
    public void Another_file_may_be_the_default()
    {
        using FixtureHost host = Host();
        host["/home/alice/.config/lxc/lxc.conf"] = "lxc.default_config = /srv/alice.conf\n";
        host["/srv/alice.conf"] = Maps;

        Assert.Equal(Finding.Pass("lxc.idmap is within the user's ranges"), host.Ask("engine.lxc"));
    }

    [Theory]
    [InlineData(Maps, Status.Warn, "there is no " + Defaults + " with an lxc.idmap: web has its own, and lxc-create makes no other")]
    [InlineData("lxc.idmap = u 0 100000 65536\n", Status.Fail, "there is no " + Defaults + " with an lxc.idmap")]
    public void A_container_with_maps_of_its_own_runs(string conf, Status status, string reason)
    {
        using FixtureHost host = Host();
        host["/home/alice/.local/share/lxc/web/config"] = conf;

        Assert.Equal((status, reason), (host.Ask("engine.lxc").Status, host.Ask("engine.lxc").Reason));
    }

    [Theory]
    [InlineData("/etc/subuid", "bob:100000:65536\n", "subid.present")]
    [InlineData("/etc/subgid", "", "subid.present")]
    public void Without_ids_there_is_nothing_to_map(string path, string text, string cause)
    {
        using FixtureHost host = Host();
        host[path] = text;

        Assert.Equal(Finding.FollowsFrom(cause), host.Ask("engine.lxc"));
    }

    [Fact]
    public void Without_LXC_its_configuration_is_nobodys_business()
    {
        using FixtureHost host = new FixtureHost { Engines = ["lxc"] }.AsDebian();

        Assert.Equal(Finding.FollowsFrom("engine.present"), host.Ask("engine.lxc"));
    }

    [Theory]
    [InlineData("1:3.0.3-8", true, "LXC 3.0.3 knows cgroup v2 only in part; 4.0 is the first that supports it")]
    [InlineData("1:4.0.6-2+deb11u2", false, "LXC 4.0.6 starts a container for a user only in a delegated cgroup: systemd-run --user --scope -p Delegate=yes lxc-start")]
    [InlineData("1:4.0.6-2+deb11u2", true, "LXC 4.0.6 starts a container for a user only in a delegated cgroup: lxc-unpriv-start")]
    [InlineData("1:5.0.2-1+deb12u4", true, null)]
    public void An_old_LXC_wants_a_cgroup_of_its_own(string version, bool hasScript, string? hazard)
    {
        using FixtureHost host = new FixtureHost { Engines = ["lxc"] }.AsDebian(("lxc", version, "/usr/bin/lxc-start")).Mount("30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        host["/sys/fs/cgroup/cgroup.controllers"] = "cpu memory pids\n";
        host["/usr/lib/systemd/systemd"] = "";
        host.MakeFolder("/run/systemd/system");
        if (hasScript) host.MakeProgram("/usr/bin/lxc-unpriv-start");

        Finding finding = host.Ask("engine.version-rules");

        Assert.Equal(hazard is null ? Status.Pass : Status.Warn, finding.Status);
        if (hazard is not null) Assert.Equal(hazard, finding.Reason);
    }

    private static FixtureHost Host() => new FixtureHost { Engines = ["lxc"] }.AsDebian().MakeProgram("/usr/bin/lxc-start");
}
