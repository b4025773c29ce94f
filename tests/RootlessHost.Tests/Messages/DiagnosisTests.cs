using System.Text;
using System.Text.RegularExpressions;
using NJsonSchema;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Messages;
using RootlessHost.Reports;
using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Messages;

/// <summary>Messages held against a Debian 12 captured from a machine, in which one thing was broken.</summary>
public sealed class DiagnosisTests
{
    private const string Capture = ".rootless-host-capture";
    private const string Subids = "etc/subuid etc/subgid";

    private static readonly string Captures = Path.Combine(CatalogueTests.Sources(), "tests/RootlessHost.Tests/captures");

    [Theory]
    [InlineData("cannot clone: No space left on device", "proc/sys/user/max_user_namespaces", @"\d+", "0", "userns.max")]
    [InlineData("fork/exec /proc/self/exe: no space left on device", "proc/sys/user/max_user_namespaces", @"\d+", "0", "userns.max")]
    [InlineData("cannot clone: Operation not permitted", "proc/sys/user/max_user_namespaces", @"\d+", "0", "userns.max")]
    [InlineData("Error: cannot set up namespace using \"/usr/bin/newuidmap\": exit status 1", Subids, ".*\n", "", "subid.present")]
    [InlineData("newuidmap: uid range [1-65537) -> [100000-165536) not allowed", Subids, ".*\n", "", "subid.present")]
    [InlineData("newuidmap: uid range [1-65537) -> [100000-165536) not allowed", Subids, "65536", "1000", "subid.size")]
    [InlineData("No subuid ranges found for user 1000 (\"alice\")", Subids, "alice", "bob", "subid.present")]
    [InlineData("there might not be enough IDs available in the namespace (requested 65534:65534 for /home)", Subids, "65536", "1000", "subid.size")]
    [InlineData("docker: failed to register layer: lchown /etc/gshadow: invalid argument", Subids, "65536", "1000", "subid.size")]
    [InlineData("newuidmap: write to uid_map failed: Invalid argument", Subids, @"\z", "alice:165000:65536\n", "subid.self")]
    [InlineData("newuidmap: write to uid_map failed: Operation not permitted", Capture, "newuidmap status 89ed", "newuidmap status 81ed", "subid.helpers-priv")]
    [InlineData("newuidmap: write to uid_map failed: Operation not permitted", "proc/self/status", "NoNewPrivs:\t0", "NoNewPrivs:\t1", "userns.nnp")]
    [InlineData("newuidmap: Could not set caps", "proc/self/status", "CapBnd:\t.*", "CapBnd:\t0000000000000000", "userns.capbset")]
    [InlineData("exec: \"newuidmap\": executable file not found in $PATH", Capture, "(stat /usr/bin/newuidmap) status .*", "$1 absent", "subid.helpers")]
    [InlineData("crun: the requested cgroup controller `cpu` is not available", "sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers", "cpu ", "", "cgroup.delegation")]
    [InlineData("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted.", "sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers", "cpu ", "", "cgroup.delegation")]
    [InlineData("Failed to connect to bus: No such file or directory", Capture, "(stat /run/user/1000/bus) status .*", "$1 absent", "systemd.dbus")]
    [InlineData("read unix @->/run/systemd/private: read: connection reset by peer", Capture, "(stat /run/user/1000/bus) status .*", "$1 absent", "systemd.dbus")]
    [InlineData("Error: creating tmpdir: mkdir /run/user/1000: permission denied", Capture, "(stat /run/user/1000) status 41c0 1000", "$1 status 41c0 0", "systemd.runtime-dir")]
    [InlineData("cannot expose privileged port 80, you can add", "proc/sys/kernel/hostname", "bookworm", "bookworm", "net.unpriv-ports")]
    [InlineData("listen tcp :443: bind: permission denied", "proc/sys/kernel/hostname", "bookworm", "bookworm", "net.unpriv-ports")]
    [InlineData("ping: permission denied (are you root?)", "proc/sys/net/ipv4/ping_group_range", ".*", "1\t0", "net.ping")]
    [InlineData("open(\"/dev/net/tun\"): No such file or directory", Capture, "(stat /dev/net/tun) status .*", "$1 absent", "net.tun")]
    [InlineData("Error: open /etc/containers/policy.json: no such file or directory", Capture, "(stat /etc/containers/policy.json) status .*", "$1 absent", "engine.podman-config")]
    [InlineData("Error: checkpointing a container requires root", "proc/sys/kernel/hostname", "bookworm", "bookworm", "engine.checkpoint")]
    [InlineData("lxc-create: c1: conf.c: 5111 You must either run as root, or define uid mappings", "proc/sys/kernel/hostname", "bookworm", "bookworm", "engine.lxc")]
    public void What_the_host_has_is_named_first(string pasted, string files, string old, string @new, string first)
    {
        using FixtureHost host = Broken(files, old, @new);

        var diagnosis = Diagnose(host, pasted);

        Assert.Equal((first, true), (diagnosis.Causes[0].Id, diagnosis.Causes[0].IsHere));
        Assert.DoesNotContain(first, diagnosis.Otherwise);
    }

    [Fact]
    public void What_is_here_comes_first_then_the_likeliest_and_nothing_is_forgotten()
    {
        foreach (string capture in (string[])["bullseye-alice", "trixie-root"])
        {
            using var root = Root.At(Path.Combine(Captures, capture));
            foreach ((string pasted, string message) in Pastes.List.Where((_, index) => index % 7 == 0))
            {
                var host = new HostFacts(root);
                IReadOnlyList<IEngine> engines = AllEngines.On(host);
                var diagnosis = Diagnosis.Of(pasted, host, new Scope(capture, Subjects.Select(host, [], all: false, engines), engines, Needs.None));
                Message known = AllMessages.List.Single(one => one.Text == message);

                Assert.Contains(known, diagnosis.Messages.Select(one => one.Message));
                Assert.All(known.Behind, id => Assert.Contains(diagnosis.Causes, cause => cause.Id == id));
                Assert.Equal(diagnosis.Causes.OrderByDescending(cause => cause.IsHere).Select(cause => cause.Id), diagnosis.Causes.Select(cause => cause.Id));
                // The order of likelihood is kept among those that are not here.
                Cause[] elsewhere = [.. diagnosis.Causes.Where(cause => !cause.IsHere && known.Behind.Contains(cause.Id))];
                if (diagnosis.Messages.Count == 1) Assert.Equal(known.Behind.Where(id => elsewhere.Any(cause => cause.Id == id)), elsewhere.Select(cause => cause.Id));
            }
        }
    }

    [Fact]
    public void Says_what_was_recognised_what_is_behind_it_and_what_else_can_be()
    {
        using FixtureHost host = Broken("proc/self/status", "NoNewPrivs:\t0", "NoNewPrivs:\t1");

        Assert.Equal("""
            newuidmap - newuidmap: write to uid_map failed: Operation not permitted
              The kernel refused the map of ids: newuidmap has no privilege, may not use it,
              or the ids are not this container's to give.
              https://github.com/shadow-maint/shadow/blob/master/lib/idmapping.c

            Behind it, on this host:

            FAIL userns.nnp: alice
              NoNewPrivs is set for the session: newuidmap can do nothing.
                /proc/self/status: NoNewPrivs: 1
              Required by docker, podman and lxc.
              Fix: take NoNewPrivileges=yes from what starts the session, and log in again.
              It takes effect at the next login.

            It can also come from these, which are not wrong here:
            subid.helpers-priv pass: /usr/bin/newuidmap is set-user-id root;
                /usr/bin/newgidmap is set-user-id root
            userns.capbset pass: has CAP_SETUID and CAP_SETGID
            host.nested pass: not in a container
            userns.apparmor-profile pass: AppArmor restricts nothing here

            In the way here for another reason: engine.lxc; rootless-host check says more.

            """, Written(new DiagnosisText(Diagnose(host, "newuidmap: write to uid_map failed: Operation not permitted")).Write));
    }

    [Fact]
    public void Says_that_it_does_not_know_what_is_like_it_and_what_is_wrong_anyway()
    {
        using FixtureHost host = Broken("proc/sys/user/max_user_namespaces", @"\d+", "0");

        Assert.Equal("""
            That is no message that is known here.

            Messages with much the same words:
            newuidmap - newuidmap: uid range … not allowed

            In the way here is: userns.max and engine.lxc; rootless-host check says more.

            """, Written(new DiagnosisText(Diagnose(host, "newuidmap said that the range of uid 5 was allowed for nobody")).Write));
    }

    [Theory]
    [InlineData("newuidmap: write to uid_map failed: Operation not permitted")]
    [InlineData("Error: crun: the requested cgroup controller `cpuset` is not available")]
    [InlineData("what is this")]
    [InlineData("newuidmap said that the range of uid 5 was allowed for nobody")]
    public async Task As_json_it_fits_its_schema(string pasted)
    {
        using FixtureHost host = Broken(Subids, "65536", "1000");
        using var reader = new StreamReader(Schemas.Open("diagnosis")!);
        JsonSchema schema = await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        string json = Written((stream, _) => new DiagnosisJson(Diagnose(host, pasted)).Write(stream));

        Assert.Empty(schema.Validate(json));
    }

    private static Diagnosis Diagnose(FixtureHost fixture, string pasted)
    {
        HostFacts host = fixture.Host();
        IReadOnlyList<IEngine> engines = AllEngines.On(host);
        return Diagnosis.Of(pasted, host, new Scope("/", Subjects.Select(host, [], all: false, engines), engines, Needs.None));
    }

    private static string Written(Action<Stream, Style> write)
    {
        using var stream = new MemoryStream();
        write(stream, default);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static FixtureHost Broken(string files, string old, string @new)
    {
        var host = new FixtureHost();
        string capture = Path.Combine(Captures, "bookworm-alice");
        foreach (string file in Directory.EnumerateFiles(capture, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(capture, file);
            Directory.CreateDirectory(Path.GetDirectoryName(host.On(path))!);
            if (new FileInfo(file).LinkTarget is { } target) File.CreateSymbolicLink(host.On(path), target);
            else File.Copy(file, host.On(path));
        }
        foreach (string file in files.Split(' '))
        {
            string text = File.ReadAllText(host.On(file));
            Assert.Matches(old, text);
            File.WriteAllText(host.On(file), Regex.Replace(text, old, @new));
        }
        return host;
    }
}
