using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Checks.Engine;

/// <summary>Files of configuration that the user may not read, as sudo or root's umask leaves them, and what they name.</summary>
public sealed class ConfigTests
{
    private const string Home = "/home/alice/.config";
    private const string OfHost = "/etc/containers";

    [Theory]
    [InlineData("docker", $"{Home}/docker/daemon.json", $"{Home}/docker/daemon.json", "dockerd", "read it", $"chown -h alice: {Home}/docker/daemon.json")]
    [InlineData("docker", $"{Home}/docker", null, "dockerd", "look there", $"chown -h alice: {Home}/docker")] // be there a daemon.json or not
    [InlineData("docker", Home, null, "dockerd", "look there", $"chown -h alice: {Home}")]
    [InlineData("podman", $"{Home}/containers", null, "Podman", "look there", $"chown -h alice: {Home}/containers")]
    [InlineData("podman", $"{Home}/containers/containers.conf", $"{Home}/containers/containers.conf", "Podman", "read it", $"chown -h alice: {Home}/containers/containers.conf")]
    [InlineData("podman", $"{Home}/containers/storage.conf", $"{Home}/containers/storage.conf", "Podman", "read it", $"chown -h alice: {Home}/containers/storage.conf")]
    [InlineData("podman", $"{Home}/containers/containers.conf.d", null, "Podman", "look there", $"chown -h alice: {Home}/containers/containers.conf.d")]
    [InlineData("podman", $"{Home}/containers/containers.conf.d/a.conf", $"{Home}/containers/containers.conf.d/a.conf", "Podman", "read it", $"chown -h alice: {Home}/containers/containers.conf.d/a.conf")]
    [InlineData("podman", OfHost, null, "Podman", "look there", $"chmod a+rx {OfHost}")]
    [InlineData("podman", $"{OfHost}/containers.conf", $"{OfHost}/containers.conf", "Podman", "read it", $"chmod a+r {OfHost}/containers.conf")]
    [InlineData("podman", $"{OfHost}/containers.conf.d", null, "Podman", "look there", $"chmod a+rx {OfHost}/containers.conf.d")]
    [InlineData("podman", $"{OfHost}/containers.conf.d/a.conf", $"{OfHost}/containers.conf.d/a.conf", "Podman", "read it", $"chmod a+r {OfHost}/containers.conf.d/a.conf")]
    [InlineData("podman", $"{OfHost}/storage.conf", $"{OfHost}/storage.conf", "Podman", "read it", $"chmod a+r {OfHost}/storage.conf")]
    public void What_the_user_may_not_read_stops_the_engine(string engine, string closed, string? file, string program, string may, string command)
    {
        using FixtureHost host = Host(engine, "4.3.1+ds1-8", $"stat {closed} status {(file is null ? "41c0" : "8180")} 0 0 0 3 0:0 0");
        host.MakeFolder(file is null ? closed : closed[..closed.LastIndexOf('/')]);
        if (file is not null) host[file] = file.EndsWith("json", StringComparison.Ordinal) ? "{}" : "\n";

        Report report = host.Check("alice");
        Finding finding = report.Findings.Single(judgement => judgement.Id == "engine.config").Finding;

        Assert.Equal((Status.Fail, $"{program} cannot read its configuration: {closed} belongs to uid 0 with mode {(file is null ? "0700" : "0600")}, and alice may not {may}"), (finding.Status, finding.Reason));
        Assert.Equal([new Evidence(closed)], finding.Evidence);
        Assert.Equal([command], finding.Remedy!.Commands);
        Assert.False(finding.Remedy.Automatic);
        Assert.Contains("engine.config", report.Verdicts.Single().BlockedBy);
    }

    [Theory]
    [InlineData("podman", $"{Home}/docker/daemon.json", "8180 0 0")] // another engine's
    [InlineData("podman", $"{Home}/containers/registries.conf", "8180 0 0")] // what is there already runs
    [InlineData("podman", $"{Home}/containers/containers.conf", "8180 1000 1000")]
    [InlineData("podman", $"{Home}/containers/containers.conf", "81a4 0 0")]
    [InlineData("podman", $"{OfHost}/containers.conf", "81a0 0 1000")]
    [InlineData("podman", $"{OfHost}/containers.conf.d/README", "8180 0 0")]
    [InlineData("docker", $"{OfHost}/containers.conf", "8180 0 0")]
    public void What_the_user_may_read_or_nobody_reads_does_not(string engine, string file, string status)
    {
        using FixtureHost host = Host(engine, "4.3.1+ds1-8", $"stat {file} status {status} 0 3 0:0 0");
        host[file] = "{}";
        if (file.EndsWith(".conf", StringComparison.Ordinal)) host[file] = "";

        Assert.Equal((Status.Pass, "nothing in the way"), (Found(host).Status, Found(host).Reason));
    }

    [Theory]
    [InlineData($"{OfHost}/storage.conf", Status.Pass)]
    [InlineData($"{Home}/containers/storage.conf", Status.Fail)]
    public void Podman_3_can_do_without_the_hosts_storage_conf(string file, Status status)
    {
        using FixtureHost host = Host("podman", "3.0.1+dfsg1-3", $"stat {file} status 8180 0 0 0 3 0:0 0");
        host[file] = "";

        Assert.Equal(status, Found(host).Status);
    }

    [Fact]
    public void What_is_the_users_own_is_opened_and_not_given()
    {
        using FixtureHost host = Host("podman", "4.3.1+ds1-8", $"stat {Home}/containers/storage.conf status 8000 1000 1000 0 3 0:0 0");
        host[$"{Home}/containers/storage.conf"] = "";

        Assert.Equal([$"chmod u+rX {Home}/containers/storage.conf"], Found(host).Remedy!.Commands);
    }

    [Fact]
    public void Nobody_else_is_in_doubt_for_it()
    {
        // As alice sees it, who may not look.
        string[] closed = [.. from name in (string[])["containers.conf", "storage.conf", "policy.json"] from call in (string[])["stat", "read"] select $"{call} {OfHost}/{name} error 13 {call} {OfHost}/{name}"];
        using FixtureHost host = Host("podman", "4.3.1+ds1-8", [$"stat {OfHost} status 41c0 0 0 0 3 0:0 0", $"list {OfHost}/containers.conf.d error 13 open {OfHost}/containers.conf.d", .. closed]);
        host.MakeFolder(OfHost);

        Report report = host.Check("alice");

        Assert.Equal("engine.config", report.Findings.Single(judgement => judgement.Id == "engine.podman-config").Finding.Follows);
        Assert.Equal(["engine.config"], report.Findings.Where(judgement => judgement.Finding.Reason.Contains(OfHost, StringComparison.Ordinal)).Select(judgement => judgement.Id).Order());
        Assert.DoesNotContain(report.Findings, judgement => judgement.Status == Status.Unknown && judgement.Finding.Reason.Contains("ermission denied", StringComparison.Ordinal));
    }

    [Fact]
    public void A_home_that_is_closed_is_another_checks_matter()
    {
        using FixtureHost host = Host("podman", "4.3.1+ds1-8", "stat /home status 41c0 0 0 0 3 0:0 0");

        Assert.Equal("storage.path", Found(host).Follows);
    }

    [Theory]
    [InlineData("5.4.2+ds1-2", "0 0", Status.Fail, $"{Home} belongs to uid 0: Podman 5.4.2 does not start with it")]
    [InlineData("5.4.2+ds1-2", "1000 1000", Status.Pass, "nothing in the way")]
    [InlineData("4.9.3+ds1-1", "0 0", Status.Pass, "nothing in the way")]
    public void Podman_5_wants_the_users_own_folder(string version, string owner, Status status, string reason)
    {
        using FixtureHost host = Host("podman", version, $"stat {Home} status 41ed {owner} 0 3 0:0 0");

        Assert.Equal((status, reason), (Found(host).Status, Found(host).Reason));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public void Each_engine_has_its_own_answer(string broken)
    {
        using FixtureHost host = Host("docker podman", "4.3.1+ds1-8");
        host[$"{Home}/docker/daemon.json"] = broken == "docker" ? "[" : "{}";
        host[$"{Home}/containers/containers.conf"] = broken == "podman" ? "[" : "";

        Report report = host.Check("alice");

        Assert.Equal([broken], report.Verdicts.Where(verdict => verdict.BlockedBy.Contains("engine.config")).Select(verdict => verdict.Engine));
    }

    [Theory]
    [InlineData("3.0.1+dfsg1-3", Status.Pass)]
    [InlineData("3.4.4+ds1-1", Status.Fail)]
    [InlineData("4.3.1+ds1-8", Status.Fail)]
    public void Drop_ins_are_read_since_3_3(string version, Status status)
    {
        foreach (string folder in (string[])[OfHost, $"{Home}/containers"])
        {
            using FixtureHost host = Host("podman", version);
            host[$"{folder}/containers.conf.d/own.conf"] = "[engine\n";

            Finding finding = Found(host);

            Assert.Equal(status, finding.Status);
            if (status == Status.Fail) Assert.StartsWith($"Podman cannot read {folder}/containers.conf.d/own.conf:1:", finding.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("000.conf", Status.Fail)]
    [InlineData("999.conf", Status.Pass)]
    public void Not_all_of_very_many_are_read(string broken, Status status)
    {
        using FixtureHost host = Host("podman", "4.3.1+ds1-8");
        for (int i = 0; i < 1000; i++) host[$"{Home}/containers/containers.conf.d/{i:000}.conf"] = "";
        host[$"{Home}/containers/containers.conf.d/{broken}"] = "[engine\n";

        Assert.Equal(status, Found(host).Status);
    }

    [Theory]
    [InlineData("[engine]\nruntime = \"youki\"\n", "youki is not installed, which runtime in FILE asks for")]
    [InlineData("[engine]\nruntime = \"/opt/runc\"\n", "/opt/runc is not installed, which runtime in FILE asks for")]
    [InlineData("[engine]\nruntime = \"crun\"\n", "crun is not installed, which runtime in FILE asks for")]
    [InlineData("[engine]\nruntime = \"runc\"\n", null)]
    [InlineData("[engine]\nruntime = \"/usr/sbin/runc\"\n", null)]
    [InlineData("[engine]\nruntime = \"mine\"\n[engine.runtimes]\nmine = [\n  \"/opt/mine\",\n]\n", null)] // in a place that is not judged
    [InlineData("[engine]\nruntime = \"\"\n", null)]
    public void A_runtime_that_is_named_is_to_be_there(string conf, string? reason)
    {
        foreach (string file in (string[])[$"{OfHost}/containers.conf", $"{OfHost}/containers.conf.d/runtime.conf", $"{Home}/containers/containers.conf", $"{Home}/containers/containers.conf.d/runtime.conf"])
        {
            using FixtureHost host = Host("podman", "4.3.1+ds1-8").MakeProgram("/usr/sbin/runc");
            host[file] = conf;

            Assert.Equal((reason is null ? Status.Pass : Status.Fail, reason?.Replace("FILE", file, StringComparison.Ordinal) ?? "nothing in the way"), (Found(host).Status, Found(host).Reason));
        }
    }

    [Fact]
    public void The_users_own_word_is_the_last()
    {
        using FixtureHost host = Host("podman", "4.3.1+ds1-8").MakeProgram("/usr/sbin/runc");
        host[$"{OfHost}/containers.conf"] = "[engine]\nruntime = \"youki\"\n";
        host[$"{Home}/containers/containers.conf"] = "[engine]\nruntime = \"runc\"\n";

        Assert.Equal(Status.Pass, Found(host).Status);
    }

    [Theory]
    [InlineData("5.4.2+ds1-2", "pasta", "slirp4netns", "slirp4netns is not installed, which default_rootless_network_cmd in FILE asks for")]
    [InlineData("5.4.2+ds1-2", "slirp4netns", "slirp4netns", null)]
    [InlineData("4.9.3+ds1-1", "slirp4netns", "pasta", "pasta is not installed, which default_rootless_network_cmd in FILE asks for")]
    [InlineData("4.3.1+ds1-8", "slirp4netns", "pasta", null)] // does not know the key
    [InlineData("6.0.1-1", "pasta", "slirp4netns", "Podman 6.0.1 has no slirp4netns any more, which default_rootless_network_cmd asks for")]
    public void So_is_a_network_stack_that_the_user_names(string version, string installed, string named, string? reason)
    {
        const string File = $"{Home}/containers/containers.conf.d/net.conf";
        using FixtureHost host = Host("podman", version, $"stat {Home} status 41ed 1000 1000 0 3 0:0 0").MakeProgram($"/usr/bin/{installed}");
        host[File] = $"[network]\ndefault_rootless_network_cmd = \"{named}\"\n";

        Finding finding = Found(host);

        Assert.Equal((reason is null ? Status.Pass : Status.Fail, reason?.Replace("FILE", File, StringComparison.Ordinal) ?? "nothing in the way"), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("/etc/containers/policy.json", "8180 0 0", "/etc/containers/policy.json belongs to uid 0 with mode 0600, and alice may not read /etc/containers/policy.json")]
    [InlineData($"{Home}/containers/policy.json", "8180 0 0", $"{Home}/containers/policy.json belongs to uid 0 with mode 0600, and alice may not read {Home}/containers/policy.json")]
    [InlineData($"{Home}/containers/policy.json", "8180 1000 1000", null)]
    public void A_policy_is_to_be_read(string path, string status, string? reason)
    {
        using FixtureHost host = Host("podman", "4.3.1+ds1-8", $"stat {path} status {status} 0 3 0:0 0");
        host["/etc/containers/policy.json"] = host[path] = "{}";

        Finding finding = host.Ask("engine.podman-config");

        Assert.Equal((reason is null ? Status.Pass : Status.Fail, reason ?? path), (finding.Status, finding.Reason));
    }

    private static Finding Found(FixtureHost host) => host.Check("alice").Findings.Single(judgement => judgement.Id == "engine.config").Finding;

    private static FixtureHost Host(string engines, string podman, params string[] seen)
    {
        FixtureHost host = new FixtureHost { Engines = engines.Split(' ') }.AsDebian(("docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd"), ("podman", podman, "/usr/bin/podman"))
            .AsCapture(["stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", "stat /home/alice status 41c0 1000 1000 0 3 0:0 0", .. seen]);
        return host.MakeFolder(Home);
    }
}
