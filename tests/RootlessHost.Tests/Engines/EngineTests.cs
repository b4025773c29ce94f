using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Engines;

public sealed class EngineTests
{
    [Theory]
    [InlineData("5.4.2+ds1-2", Level.Recommended)]
    [InlineData("6.0.1+ds1-1", Level.Required)]
    public void Podman_requires_cgroup_v2_from_6_on(string version, Level level)
    {
        using FixtureHost host = new FixtureHost().AsDebian(("podman", version, "/usr/bin/podman"));

        Assert.Equal(level, AllEngines.Find("podman")!.Needs(host.Host())["cgroup.version"]);
    }

    [Theory]
    [InlineData("podman", "podman", "6.0.1-1", "/usr/bin/podman", true)]
    [InlineData("podman", "podman", "5.4.2+ds1-2", "/usr/bin/podman", false)]
    [InlineData("docker", "docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd", false)]
    [InlineData("kubernetes", "kubelet", "1.35.0-1", "/usr/bin/kubelet", true)]
    [InlineData("k3s", "k3s", "1.28.4", "/usr/bin/k3s", true)]
    public void Old_control_groups_stop_some_and_slow_down_others(string engine, string package, string version, string program, bool stops)
    {
        using FixtureHost host = new FixtureHost { Engines = [engine] }.AsDebian((package, version, program))
            .Mount("30 22 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro", "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory");

        Verdict verdict = host.Check("alice").Verdicts.Single();

        Assert.Equal((stops, !stops), (verdict.BlockedBy.Contains("cgroup.version"), verdict.Warnings.Contains("cgroup.version")));
    }

    [Theory]
    [InlineData("kubernetes", "cgroup.version", Level.Required)]
    [InlineData("k3s", "cgroup.version", Level.Required)]
    [InlineData("docker", "cgroup.version", Level.Recommended)]
    [InlineData("k3s", "net.ip-forward", Level.Required)]
    [InlineData("docker", "net.ip-forward", Level.Optional)]
    [InlineData("podman", "userns.max-other", Level.Required)] // no mount namespace: "cannot re-exec process"
    [InlineData("apptainer", "userns.max-other", Level.None)] // its manual wants no network namespaces
    [InlineData("podman", "subid.present", Level.Recommended)] // it runs with the user's own id alone
    [InlineData("docker", "subid.present", Level.Required)]
    [InlineData("userns-remap", "subid.helpers", Level.None)] // its daemon is root
    [InlineData("userns-remap", "host.user", Level.None)]
    public void Each_engine_has_its_own_requirements(string engine, string id, Level level)
    {
        using var host = new FixtureHost();

        Assert.Equal(level, AllEngines.Find(engine)!.Needs(host.Host())[id]);
    }

    [Fact]
    public void They_stand_in_the_order_of_the_contract() => Assert.Equal(
        ["docker", "podman", "nerdctl", "buildkit", "kubernetes", "k3s", "userns-remap", "apptainer", "lxc"], AllEngines.List.Select(engine => engine.Name));

    [Theory]
    [InlineData("{}", "dockremap")]
    [InlineData("{\"userns-remap\": \"default\"}", "dockremap")]
    [InlineData("{\"userns-remap\": \"containers\"}", "containers")]
    [InlineData("{\"userns-remap\": \"containers:staff\"}", "containers")]
    [InlineData("{\"userns-remap\": \"1000\"}", "alice")]
    [InlineData("{\"userns-remap\": \"1000:1000\"}", "alice")]
    [InlineData("{\"userns-remap\": \"4711\"}", "4711")]
    [InlineData("{\"userns-remap\": [1]}", "[1]")]
    [InlineData("{\"userns-remap\":", "dockremap")]
    public void Userns_remap_is_about_the_configured_account(string config, string owner)
    {
        using FixtureHost host = new FixtureHost().AsDebian();
        host["/etc/docker/daemon.json"] = config;

        Assert.Equal(owner, ((IForOneAccount)AllEngines.Find("userns-remap")!).Owner(host.Host()));
    }

    [Fact]
    public void Userns_remap_is_judged_for_its_owner_and_docker_for_alice()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker", "userns-remap"] }.AsDebian(("docker.io", "20.10.24+dfsg1-1", "/usr/sbin/dockerd"));

        Assert.Equal(
            [("docker", "alice"), ("userns-remap", "dockremap")], host.Check("alice").Verdicts.Select(verdict => (verdict.Engine, verdict.User!)));
    }

    [Fact]
    public void A_docker_that_remaps_nothing_is_not_judged_as_userns_remap()
    {
        using FixtureHost host = new FixtureHost().AsDebian(("docker.io", "20.10.24+dfsg1-1", "/usr/sbin/dockerd"));
        Assert.Equal(["docker"], AllEngines.On(host.Host()).Select(engine => engine.Name));

        host["/etc/docker/daemon.json"] = "{\"userns-remap\": \"default\"}";
        Assert.Equal(["docker", "userns-remap"], AllEngines.On(host.Host()).Select(engine => engine.Name));
    }

    [Fact]
    public void Docker_and_podman_are_meant_where_nothing_is_installed()
    {
        using FixtureHost host = new FixtureHost().AsDebian();

        Assert.Equal(["docker", "podman"], AllEngines.On(host.Host()).Select(engine => engine.Name));
    }

    [Theory]
    [InlineData("docker", "", "", "/home/alice/.local/share/docker")]
    [InlineData("docker", "/home/alice/.config/docker/daemon.json", "{\"data-root\": \"/srv/docker\"}", "/srv/docker")]
    [InlineData("docker", "/home/alice/.config/docker/daemon.json", "{\"data-root\": \"relative\"}", "/home/alice/.local/share/docker")]
    [InlineData("podman", "", "", "/home/alice/.local/share/containers/storage")]
    [InlineData("podman", "/home/alice/.config/containers/storage.conf", "[storage]\ngraphroot = \"/srv/$USER\"", "/srv/alice")]
    [InlineData("podman", "/etc/containers/storage.conf", "[storage]\ngraphroot = \"/var/lib/containers/storage\"", "/home/alice/.local/share/containers/storage")]
    [InlineData("podman", "/etc/containers/storage.conf", "[storage]\nrootless_storage_path = '$HOME/images' # theirs", "/home/alice/images")]
    [InlineData("k3s", "", "", "/home/alice/.rancher/k3s")]
    [InlineData("kubernetes", "", "", "/home/alice/.local/share/docker")]
    [InlineData("userns-remap", "/etc/docker/daemon.json", "{\"data-root\": \"/srv/docker\"}", "/srv/docker")]
    public void Data_is_where_the_configuration_says(string engine, string path, string text, string folder)
    {
        using FixtureHost fixture = new FixtureHost().AsDebian();
        if (path.Length > 0) fixture[path] = text;
        HostFacts host = fixture.Host();

        Assert.Equal(folder, AllEngines.Find(engine)!.DataRoot(new UserFacts(host, host.Passwd.Find("alice")!, exists: true, host.Engines)));
    }

    [Fact]
    public void No_requirement_is_said_twice_with_different_levels_by_accident()
    {
        using var host = new FixtureHost();
        foreach (IEngine engine in AllEngines.List)
        {
            Requirements needs = engine.Needs(host.Host());
            Assert.All(needs.Ids, id => Assert.NotEqual(Level.None, needs[id]));
            Assert.Equal(Level.Required, needs["engine.present"]);
            Assert.Equal(Level.Optional, needs["engine.swarm"]);
        }
    }
}
