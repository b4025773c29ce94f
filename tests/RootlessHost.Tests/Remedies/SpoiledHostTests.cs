using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;
using RootlessHost.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Remedies;

/// <summary>One file of a host is spoiled, or one account's home is none: that is told where it matters, and all the rest is judged and planned.</summary>
public sealed class SpoiledHostTests
{
    private const string Alice = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n";

    private static readonly string[] Needs = ["boot", "limits", "port:80", "ping", "systemd-cgroup", "network"];
    private static readonly string[] Ways = ["fifo", "folder", "dangling", "loop", "empty", "nul", "bytes", "huge", "socket"];

    private static readonly string[] Files =
    [
        "/etc/passwd", "/etc/group", "/etc/subuid", "/etc/subgid", "/etc/subuid-", "/etc/login.defs", "/etc/nsswitch.conf", "/etc/os-release", "/etc/hostname", "/etc/fstab", "/etc/sssd/sssd.conf",
        "/proc/self/mountinfo", "/proc/self/status", "/proc/self/environ", "/proc/self/cgroup", "/proc/self/uid_map", "/proc/1/status", "/proc/modules", "/proc/cmdline", "/proc/filesystems",
        "/proc/sys/kernel/osrelease", "/proc/sys/user/max_user_namespaces", "/proc/sys/kernel/unprivileged_userns_clone", "/proc/sys/net/ipv4/ip_unprivileged_port_start", "/proc/sys", "/proc", "/sys",
        "/sys/fs/cgroup/cgroup.controllers", "/etc/docker/daemon.json", "/etc/docker", "/etc/containers/containers.conf", "/etc/containers/storage.conf", "/etc/containers/policy.json",
        "/etc/containers/registries.conf", "/home/alice/.config/docker/daemon.json", "/home/alice/.config/containers/containers.conf", "/home/alice/.config/containers/storage.conf", "/home/alice/.config",
        "/home/alice/.config/systemd/user/docker.service", "/home/alice/.config/systemd/user/docker.service.d", "/home/alice", "/home", "/etc/sysctl.d/99-x.conf", "/etc/sysctl.d", "/etc/sysctl.d/99-rootless-host.conf",
        "/etc/modprobe.d/x.conf", "/etc/modules-load.d", "/var/lib/dpkg/status", "/etc/systemd/system/user@.service.d/d.conf", "/etc/systemd/system/user@.service.d", "/etc/lxc/default.conf",
        "/home/alice/.config/lxc/default.conf", "/etc/lxc/lxc-usernet", "/etc/apptainer/apptainer.conf", "/var/lib/systemd/linger", "/var/lib/systemd/linger/alice", "/usr/bin/newuidmap", "/usr/bin/docker", "/usr/bin",
        "/usr", "/run/systemd/system", "/run", "/etc/apparmor.d", "/etc/security/limits.conf", "/lib/modules",
    ];

    public static TheoryData<string> Homes =>
    [
        "relative", "", "/", ".", "..", "//", "../..", "/..", "/home/../..", "/home//x/", "\u0001\e[2J", "/\u0001\e[2J", "/dev/null", "/proc/self", "/proc/self/root", "/etc/passwd", "~", "-", "/home/a b", "/home/%h", "/home/$(id)",
        "\u202e/x", "/fifo", "/loop", "/loop/x", new string('x', 100_000), "/" + new string('x', 100_000), new StringBuilder().Insert(0, "/a", 50_000).ToString(), new StringBuilder().Insert(0, "a/", 50_000).ToString(),
    ];

    public static TheoryData<string> Spoiled => [.. Files];

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void Whatever_a_file_is_there_is_a_report_and_a_plan(string path)
    {
        foreach (string way in Ways)
        {
            using FixtureHost host = Host();
            Spoil(host, path, way);

            Plan plan = PlanOf(host, $"{path} {way}");

            // Nobody is looked for in a file that cannot be read.
            if (path is not ("/etc/passwd" or "/home")) Assert.Contains(plan.Before.Findings, judgement => judgement.User == "bob" && judgement.Id == "subid.present");
        }
    }

    [Theory]
    [MemberData(nameof(Homes))]
    public void Whatever_an_account_has_for_a_home_there_is_a_report_and_a_plan(string home)
    {
        using FixtureHost host = Host();
        host["/etc/passwd"] = $"{Alice}mallory:x:1002:1002::{home}:/bin/sh\n";
        host.MakeLink("/loop", "loop");
        Spoil(host, "/fifo", "fifo");
        Plan plan = PlanOf(host, home.Length > 100 ? home[..100] : home);

        Assert.Contains(plan.Before.Findings, judgement => judgement.User == "mallory" && judgement.Id == "host.user");
        Assert.Contains(plan.Changes, change => change.User == "bob");
    }

    [Theory]
    [InlineData("/etc/subuid", "fifo", "read /etc/subuid: a FIFO, not a regular file")]
    [InlineData("/etc/subgid", "folder", "read /etc/subgid: a directory, not a regular file")]
    [InlineData("/etc/group", "loop", "open /etc/group: Too many levels of symbolic links")]
    [InlineData("/etc/login.defs", "fifo", "read /etc/login.defs: a FIFO, not a regular file")]
    [InlineData("/etc/passwd", "socket", "read /etc/passwd: a socket, not a regular file")]
    public void A_plan_says_what_it_cannot_plan_and_why_and_the_rest(string path, string way, string why)
    {
        using FixtureHost host = Host();
        Spoil(host, path, way);
        Plan plan = PlanOf(host, path);

        Assert.Contains(plan.Refusals, refusal => refusal.What == $"no subordinate ids can be given: {why}");
        if (path != "/etc/passwd") Assert.Equal(["alice", "bob"], plan.Changes.Where(change => change.Kind == "linger").Select(change => change.Target));
        Assert.DoesNotContain(plan.Changes, change => change.Target is "/etc/subuid" or "/etc/subgid" && change.Kind == "file");
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("folder")]
    [InlineData("loop")]
    public void What_is_to_be_written_into_a_file_that_is_none_is_refused_by_name(string way)
    {
        using FixtureHost host = Host();
        Spoil(host, "/var/lib/systemd/linger/alice", way);
        Plan plan = PlanOf(host, way);

        Assert.NotEmpty(plan.Before.Findings);
        Assert.All(plan.Refusals.Where(refusal => refusal.What.Contains("linger", StringComparison.Ordinal)), refusal => Assert.Contains("alice", refusal.What, StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_that_was_not_made_for_this_keeps_nobody_from_the_others_and_passes_nobody()
    {
        using FixtureHost host = Host();
        HostFacts facts = host.Host();
        IReadOnlyList<IEngine> docker = [AllEngines.Find("docker")!];
        Report report = Look.At(facts, new Scope(host.Folder, Subjects.Select(facts, ["alice"], all: false, docker), docker, RootlessHost.Engines.Needs.None), [new Unmade(), Catalogue.Find("subid.present")!]);

        Assert.Equal([("subid.size", Status.Unknown), ("subid.present", Status.Pass)], report.Findings.Select(judgement => (judgement.Id, judgement.Status)));
        Assert.StartsWith("bug: ArgumentOutOfRangeException: ", report.Findings.First().Finding.Reason, StringComparison.Ordinal);
        Assert.False(report.Ready);
    }

    [Fact]
    public void Links_in_a_circle_are_no_kernel_that_is_mounted()
    {
        using FixtureHost host = Host();
        Spoil(host, "/proc", "loop");
        using var image = RootlessHost.Linux.Root.OfImage(host.Folder);

        Assert.NotNull(image.Stat("/etc/passwd"));
    }

    private static Plan PlanOf(FixtureHost host, string what)
    {
        HostFacts facts = host.Host();
        IReadOnlyList<IEngine> engines = AllEngines.List;
        Plan plan;
        try
        {
            plan = Plan.For(facts, new Scope(host.Folder, Subjects.Select(facts, [], all: true, engines), engines, RootlessHost.Engines.Needs.Parse(Needs)), new ApplyPolicy(Install: false, HostWide: true));
            PlanText.Write(plan, Stream.Null, default, diff: true);
            foreach (IFormat format in AllFormats.List) format.Write(plan.Before, Stream.Null, default);
        }
        catch (Exception escaped)
        {
            throw new InvalidOperationException($"{what}: {escaped.Message}", escaped);
        }
        Assert.All(plan.Before.Findings.Concat(plan.After.Findings), judgement => Assert.False(judgement.Finding.Reason.StartsWith("bug", StringComparison.Ordinal), $"{what}: {judgement.Id}: {judgement.Finding.Reason}"));
        Assert.All(Catalogue.All, check => Assert.Contains(plan.Before.Findings, judgement => judgement.Id == check.About.Id || check is IUserCheck));
        return plan;
    }

    internal static FixtureHost Host()
    {
        var host = new FixtureHost
        {
            ["/etc/passwd"] = Alice,
            ["/etc/group"] = "alice:x:1000:\nbob:x:1001:\n",
            ["/etc/subuid"] = "alice:100000:65536\n",
            ["/etc/subgid"] = "alice:100000:65536\n",
            ["/etc/login.defs"] = "UID_MIN 1000\n",
            ["/etc/nsswitch.conf"] = "passwd: files\n",
            ["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\n",
            ["/proc/self/mountinfo"] = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n",
            ["/proc/self/status"] = "Uid:\t0\t0\t0\t0\n",
        };
        return host.MakeFolder("/home/alice").MakeFolder("/home/bob").MakeFolder("/usr/bin");
    }

    /// <summary>Puts something else in a file's place.</summary>
    internal static void Spoil(FixtureHost host, string path, string way)
    {
        string file = host.On(path);
        host.MakeFolder(Path.GetDirectoryName(path)!);
        if (Directory.Exists(file)) Directory.Delete(file, recursive: true);
        File.Delete(file);
        switch (way)
        {
            case "fifo":
                Assert.Equal(0, Binary.Start("mkfifo", [file], clean: false).Status);
                break;
            case "socket":
                using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
                {
                    string name = Path.Combine(host.Folder, "s");
                    socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(name));
                    // A path of a host may be longer than a socket's address.
                    File.Move(name, file);
                }
                break;
            case "folder":
                Directory.CreateDirectory(file);
                break;
            case "dangling":
                File.CreateSymbolicLink(file, "/nowhere/x");
                break;
            case "loop":
                File.CreateSymbolicLink(file, Path.GetFileName(path));
                break;
            case "huge":
                using (FileStream stream = File.Create(file)) stream.SetLength(100_000_000);
                break;
            default:
                File.WriteAllBytes(file, way switch
                {
                    "empty" => [],
                    "nul" => new byte[5000],
                    _ => [.. Enumerable.Repeat<byte[]>([0xff, 0xfe, 0xc3, (byte)'(', (byte)':', 0x80, (byte)'=', (byte)'\n'], 100).SelectMany(bytes => bytes)],
                });
                break;
        }
    }

    private sealed class Unmade : IUserCheck
    {
        public About About { get; } = new("subid.size", "an account's name has a letter before its first") { Reads = "nothing", Why = "It has none." };

        public Finding Look(UserFacts user) => Finding.Pass(user.Name[user.Name.IndexOf('\0', StringComparison.Ordinal)..]);
    }
}
