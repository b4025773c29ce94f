using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Checks.Engine;

public sealed class EngineCheckTests
{
    private static readonly (string, string, string) Dockerd = ("docker.io", "26.1.5+dfsg1-9", "/usr/sbin/dockerd");
    private static readonly (string, string, string) Podman = ("podman", "4.3.1+ds1-8", "/usr/bin/podman");

    [Theory]
    [InlineData("docker")]
    [InlineData("podman")]
    [InlineData("nerdctl")]
    [InlineData("buildkit")]
    [InlineData("kubernetes")]
    [InlineData("k3s")]
    [InlineData("apptainer")]
    [InlineData("lxc")]
    public void Swarm_and_checkpoints_are_not_for_engines_without_root(string engine)
    {
        using FixtureHost host = new FixtureHost { Engines = [engine], Needs = ["swarm", "checkpoint"] }.AsDebian(Dockerd, Podman);

        Report report = host.Check("alice");

        Assert.Equal((Status.Fail, "Swarm does not work without root: overlay networks need the host's network namespace"), Found(report, "engine.swarm"));
        Assert.Equal((Status.Fail, "containers are not saved and restored without root: CRIU needs it"), Found(report, "engine.checkpoint"));
        Assert.Contains("engine.swarm", report.Verdicts.Single().BlockedBy);
        Assert.StartsWith("use Kubernetes in a user namespace", report.Findings.Single(judgement => judgement.Id == "engine.swarm").Finding.Remedy!.Summary);
    }

    [Fact]
    public void Swarm_works_with_userns_remap_beside_a_rootless_docker_where_it_does_not()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker", "userns-remap"], Needs = ["swarm"] }.AsDebian(Dockerd);

        Report report = host.Check("alice");

        Assert.Contains("engine.swarm", report.Verdicts.Single(verdict => verdict.Engine == "docker").BlockedBy);
        Assert.DoesNotContain("engine.swarm", report.Verdicts.Single(verdict => verdict.Engine == "userns-remap").BlockedBy);
    }

    [Fact]
    public void Nobody_who_does_not_want_swarm_hears_of_it()
    {
        using FixtureHost host = new FixtureHost().AsDebian(Podman);

        Assert.Equal((Status.Skip, "swarm is not asked for"), Found(host.Check("alice"), "engine.swarm"));
    }

    [Fact]
    public void What_is_not_installed_fails_once()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker", "podman"] }.AsDebian(Podman, ("slirp4netns", "1.2.0-1", "/usr/bin/slirp4netns"));

        Report report = host.Check("alice");

        Assert.Equal((Status.Fail, "docker is not installed"), Found(report, "engine.present"));
        Assert.Equal(["apt-get install -y docker.io"], report.Findings.Single(judgement => judgement.Id == "engine.present").Finding.Remedy!.Commands);
        Assert.Equal(["docker"], report.Verdicts.Where(verdict => verdict.BlockedBy.Contains("engine.present")).Select(verdict => verdict.Engine));
        Assert.DoesNotContain(report.Findings, judgement => judgement.Id is "net.driver" or "net.iptables" && judgement.Status == Status.Fail);
    }

    [Fact]
    public void A_Docker_in_somebodys_home_is_installed()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian();
        host.MakeProgram("/home/alice/bin/dockerd");

        Assert.Equal((Status.Pass, "/home/alice/bin/dockerd"), Found(host.Check("alice"), "engine.present"));
    }

    [Theory]
    [InlineData("/usr/bin/rootlesskit /usr/sbin/sysctl /usr/bin/containerd /usr/bin/containerd-shim-runc-v2 /usr/sbin/runc", Status.Pass, "rootlesskit, sysctl, containerd, containerd-shim-runc-v2, runc")]
    [InlineData("/usr/sbin/sysctl /usr/bin/containerd /usr/bin/containerd-shim-runc-v2 /usr/sbin/runc", Status.Fail, "rootlesskit not installed, which docker calls")]
    [InlineData("/usr/bin/rootlesskit /usr/sbin/sysctl /usr/bin/crun", Status.Fail, "containerd, containerd-shim-runc-v2 and runc not installed, which docker calls")] // it wants runc, whatever runs the containers
    [InlineData("/usr/bin/containerd /usr/bin/containerd-shim-runc-v2 /usr/sbin/runc", Status.Fail, "rootlesskit and sysctl not installed, which docker calls")]
    public void Docker_calls_what_makes_its_namespace_and_what_runs_its_containers(string programs, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(Dockerd);
        foreach (string program in programs.Split(' ', StringSplitOptions.RemoveEmptyEntries)) host.MakeProgram(program);

        Assert.Equal((status, reason), Found(host.Check("alice"), "engine.helpers"));
    }

    [Theory]
    [InlineData("/usr/libexec/podman/conmon /usr/bin/crun", Status.Pass, "conmon and /usr/bin/crun")]
    [InlineData("/usr/bin/conmon /usr/sbin/runc", Status.Pass, "conmon and /usr/sbin/runc")]
    [InlineData("/usr/bin/crun", Status.Fail, "conmon not installed, which podman calls")]
    [InlineData("/usr/bin/conmon", Status.Fail, "crun not installed, which podman calls")]
    public void Podman_calls_conmon_and_a_runtime(string programs, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian(Podman);
        foreach (string program in programs.Split(' ')) host.MakeProgram(program);

        Assert.Equal((status, reason), Found(host.Check("alice"), "engine.helpers"));
    }

    [Theory]
    [InlineData("docker", "docker-ce", "5:19.03.15~3-0", "/usr/bin/dockerd", "", Status.Fail, "Docker 19.3.15 is rootless only as an experiment and without cgroup v2; 20.10 is the first that supports it")]
    [InlineData("docker", "docker-ce", "5:28.0.1-1", "/usr/bin/dockerd", "", Status.Pass, "docker 28.0.1")]
    [InlineData("podman", "podman", "6.0.1-1", "/usr/bin/podman", "[network]\ndefault_rootless_network_cmd = \"slirp4netns\"", Status.Fail, "Podman 6.0.1 has no slirp4netns any more, which default_rootless_network_cmd in containers.conf asks for")]
    [InlineData("podman", "podman", "6.0.1-1", "/usr/bin/podman", "[engine]\ndatabase_backend = \"boltdb\"", Status.Fail, "Podman 6.0.1 has no BoltDB any more, which database_backend in containers.conf asks for")]
    [InlineData("podman", "podman", "5.4.2-1", "/usr/bin/podman", "[network]\ndefault_rootless_network_cmd = \"slirp4netns\"", Status.Pass, "podman 5.4.2")]
    [InlineData("kubernetes", "kubelet", "1.21.0-00", "/usr/bin/kubelet", "", Status.Fail, "kubelet 1.21.0 has no feature gate KubeletInUserNamespace; 1.22 is the first that has")]
    [InlineData("kubernetes", "podman", "6.0.1-1", "/usr/bin/podman", "", Status.Warn, "usernetes on Podman uses slirp4netns, which Podman 6.0.1 has no more; kind and minikube do not")]
    public void Versions_have_rules(string engine, string package, string version, string program, string conf, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = [engine] }.AsDebian((package, version, program));
        host["/etc/containers/containers.conf"] = conf + "\n";

        Assert.Equal((status, reason), Found(host.Check("alice"), "engine.version-rules"));
    }

    [Theory]
    [InlineData("{\"log-level\": \"info\"}", Status.Pass, "nothing in the way")]
    [InlineData("{\"live-restore\": false}", Status.Pass, "nothing in the way")]
    [InlineData("{\"live-restore\": true, \"storage-driver\": \"zfs\"}", Status.Warn, "in /home/alice/.config/docker/daemon.json: live-restore does not work without root; the storage driver zfs is for root only")]
    [InlineData("{\"debug\": true,\n}", Status.Fail, "dockerd cannot use /home/alice/.config/docker/daemon.json: line 2: not JSON")]
    [InlineData("\0\u0001\u0002", Status.Fail, "dockerd cannot use /home/alice/.config/docker/daemon.json: line 1: not JSON")]
    public void A_daemon_json_is_read_as_dockerd_reads_it(string text, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(Dockerd);
        host["/home/alice/.config/docker/daemon.json"] = text;

        Report report = host.Check("alice");

        Assert.Equal((status, reason), Found(report, "engine.config"));
        Assert.Equal(status == Status.Fail, report.Verdicts.Single().BlockedBy.Contains("engine.config"));
    }

    [Theory]
    [InlineData("/etc/containers/containers.conf", "[engine\n", Status.Fail)]
    [InlineData("/home/alice/.config/containers/containers.conf", "a = \n", Status.Fail)]
    [InlineData("/home/alice/.config/containers/storage.conf", "[storage\n", Status.Fail)]
    [InlineData("/etc/containers/storage.conf", "[storage]\ndriver = \"overlay\"\n", Status.Pass)]
    [InlineData("/home/alice/.config/containers/registries.conf", "[", Status.Pass)] // what is there already runs
    public void Podman_stops_at_a_file_that_is_not_TOML(string path, string text, Status status)
    {
        using FixtureHost host = new FixtureHost { Engines = ["podman"] }.AsDebian(Podman);
        host[path] = text;

        Report report = host.Check("alice");

        (Status found, string reason) = Found(report, "engine.config");
        Assert.Equal((status, status == Status.Fail), (found, report.Verdicts.Single().BlockedBy.Contains("engine.config")));
        if (status == Status.Fail) Assert.StartsWith($"Podman cannot read {path}:1:", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_long_or_too_deep_for_a_configuration_is_not_judged()
    {
        using FixtureHost host = new FixtureHost { Engines = ["podman"] }.AsDebian(Podman);
        host["/home/alice/.config/containers/containers.conf"] = new string('#', 70_000) + "\n[engine\n";
        host["/home/alice/.config/containers/storage.conf"] = new string('[', 60);

        Assert.Equal(Status.Pass, Found(host.Check("alice"), "engine.config").Item1);
    }

    [Fact]
    public void A_users_own_storage_conf_hides_a_broken_one_of_the_host()
    {
        using FixtureHost host = new FixtureHost { Engines = ["podman"] }.AsDebian(Podman);
        host["/etc/containers/storage.conf"] = "[";
        host["/home/alice/.config/containers/storage.conf"] = "[storage]\n";

        Assert.Equal(Status.Pass, Found(host.Check("alice"), "engine.config").Item1);
    }

    [Fact]
    public void A_rootless_containerd_is_in_dockers_way_and_not_in_podmans()
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker", "podman"] }.AsDebian(Dockerd, Podman);
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host.MakeFolder("/run/user/1000/containerd-rootless");

        Report report = host.Check("alice");

        Assert.Equal(["docker"], report.Verdicts.Where(verdict => verdict.BlockedBy.Contains("engine.conflict")).Select(verdict => verdict.Engine));
    }

    [Theory]
    [InlineData("{\"userns-remap\": \"default\"}", "", Status.Warn, "there is no user dockremap: dockerd makes it when it first starts, with ids that may be another's")]
    [InlineData("{\"userns-remap\": \"dockremap:dockremap\"}", "", Status.Warn, "there is no user dockremap: dockerd makes it when it first starts, with ids that may be another's")]
    [InlineData("{}", "dockremap:x:990:990::/:/bin/false", Status.Warn, "/etc/docker/daemon.json does not set userns-remap: until it does, root in a container is root of the host")]
    [InlineData("{\"userns-remap\": \"default\"}", "dockremap:x:990:990::/:/bin/false", Status.Pass, "containers are mapped to the ids of dockremap")]
    [InlineData("{\"userns-remap\": \"alice:staff\"}", "", Status.Fail, "there is no group staff")]
    [InlineData("{\"userns-remap\": \"alice:alice\"}", "", Status.Pass, "containers are mapped to the ids of alice")]
    [InlineData("{\"userns-remap\": \"root\"}", "", Status.Fail, "userns-remap names root, whose ids are those of the host")]
    [InlineData("{\"userns-remap\": \"nobody-here\"}", "", Status.Fail, "there is no user nobody-here")]
    [InlineData("{\"userns-remap\": \"x;reboot\"}", "", Status.Fail, "there is no user x;reboot")]
    [InlineData("{\"userns-remap\": \"alice\", \"data-root\": \"/srv/closed/docker\"}", "", Status.Fail, "/srv/closed has mode 0750: the containers' root may not pass")]
    [InlineData("{\"userns-remap\": ", "", Status.Skip, "follows from engine.config")]
    public void Userns_remap_has_an_account_of_its_own(string config, string passwd, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["userns-remap"] }.AsDebian(Dockerd);
        host["/etc/docker/daemon.json"] = config;
        host["/etc/passwd"] = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n" + passwd;
        host.MakeFolder("/srv/closed", (UnixFileMode)0b111_101_000);

        Report report = host.Check("alice");

        Assert.Equal((status, reason), Found(report, "engine.userns-remap"));
        if (reason.Contains("reboot")) Assert.Contains("'x;reboot'", report.Findings.Single(judgement => judgement.Id == "engine.userns-remap").Finding.Remedy!.Commands.Single());
    }

    [Theory]
    [InlineData("/etc/containers/policy.json", Status.Pass, "/etc/containers/policy.json")]
    [InlineData("/home/alice/.config/containers/policy.json", Status.Pass, "/home/alice/.config/containers/policy.json")]
    [InlineData("/elsewhere", Status.Fail, "there is no /etc/containers/policy.json")]
    public void Podman_wants_a_policy(string path, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian(Podman);
        host[path] = "{}";

        Assert.Equal((status, reason), Found(host.Check("alice"), "engine.podman-config"));
    }

    [Theory]
    [InlineData("[Service]\nDelegate=yes", Status.Pass, "k3s-rootless.service delegates control groups")]
    [InlineData("[Service]\nDelegate=cpu memory", Status.Pass, "k3s-rootless.service delegates control groups")]
    [InlineData("[Service]\nDelegate=no", Status.Fail, "k3s-rootless.service does not say Delegate=yes")]
    public void The_unit_of_k3s_delegates(string unit, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["k3s"] }.AsDebian();
        host["/home/alice/.config/systemd/user/k3s-rootless.service"] = unit + "\n";

        Assert.Equal((status, reason), (host.Ask("engine.k3s").Status, host.Ask("engine.k3s").Reason));
    }

    [Theory]
    [InlineData("/usr/bin/podman", "", Status.Pass, "the node's image brings a kubelet that is told")]
    [InlineData("/usr/bin/kubelet", "featureGates:\n  KubeletInUserNamespace: true\n", Status.Pass, "KubeletInUserNamespace is true")]
    [InlineData("/usr/bin/kubelet", "featureGates:\n  KubeletInUserNamespaceX: true\n", Status.Fail, "/var/lib/kubelet/config.yaml does not set the feature gate KubeletInUserNamespace")]
    public void A_kubelet_is_told_that_it_is_in_a_user_namespace(string program, string config, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["kubernetes"] }.AsDebian();
        host.MakeProgram(program);
        host["/var/lib/kubelet/config.yaml"] = config;

        Assert.Equal((status, reason), Found(host.Check("alice"), "engine.kubelet"));
    }

    private static (Status, string) Found(Report report, string id)
    {
        Judgement judgement = report.Findings.Single(judgement => judgement.Id == id);
        return (judgement.Status, judgement.Finding.Reason);
    }
}
