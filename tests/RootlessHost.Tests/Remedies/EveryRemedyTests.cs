using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Remedies;

/// <summary>The laws for every kind of change that this program makes by itself.</summary>
public sealed class EveryRemedyTests
{
    private const string Tmpfs = "30 22 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:4 - tmpfs tmpfs ro,mode=755";

    /// <summary>A host that lacks one thing: the kind of change that gives it, the check that says so, and how the host is made.</summary>
    private static readonly Dictionary<string, (Type Kind, string Check, string Engine, string Need, Action<FixtureHost> Make)> Lacking = new()
    {
        ["rows"] = (typeof(AddSubordinateIds), "subid.present", "podman", "", host =>
        {
            host["/etc/subuid"] = "";
            host["/etc/subgid"] = "bob:100000:65536\n";
        }
        ),
        ["newline"] = (typeof(EndLastLine), "subid.syntax", "podman", "", host => host["/etc/subuid"] = "alice:100000:65536"),
        ["linger"] = (typeof(EnableLinger), "systemd.linger", "podman", "boot", host =>
        {
            host.MakeProgram("/usr/bin/systemctl");
            host.MakeFolder("/var/lib/systemd/linger");
            host["/usr/lib/systemd/systemd"] = "";
        }
        ),
        ["mode"] = (typeof(SetMode), "subid.helpers-priv", "podman", "", host => host.MakeProgram("/usr/bin/newuidmap", "0755")),
        ["capability"] = (typeof(SetCapability), "subid.helpers-priv", "podman", "", host =>
        {
            host["/etc/os-release"] = "ID=fedora\nVERSION_ID=42\n";
            host.MakeProgram("/usr/bin/newuidmap", "0755").MakeProgram("/usr/bin/newgidmap", "0755");
        }
        ),
        ["owner"] = (typeof(SetOwner), "subid.helpers-priv", "podman", "", host => File.SetUnixFileMode(Given(host.On("/usr/bin/newuidmap"), 4711), (UnixFileMode)0b100_111_101_101)),
        ["sysctl"] = (typeof(SetSysctl), "net.unpriv-ports", "podman", "port:80", host => host["/proc/sys/net/ipv4/ip_unprivileged_port_start"] = "1024\n"),
        ["module"] = (typeof(LoadModule), "net.netfilter-mods", "docker", "network", host =>
        {
            host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
            host["/lib/modules/6.1.0/modules.dep"] = "kernel/net/ipv4/netfilter/ip_tables.ko:\n";
            host.MakeProgram("/usr/sbin/xtables-legacy-multi").MakeLink("/usr/sbin/iptables", "xtables-legacy-multi");
        }
        ),
        ["file"] = (typeof(WriteFile), "net.tun", "docker", "network", host =>
        {
            host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
            host["/lib/modules/6.1.0/modules.dep"] = "kernel/drivers/net/tun.ko:\n";
            host["/dev/net/tun"] = "";
            File.SetUnixFileMode(host.On("/dev/net/tun"), (UnixFileMode)0b110_000_000);
        }
        ),
        ["boot argument"] = (typeof(AddBootArgument), "cgroup.version", "podman", "limits", host =>
        {
            host["/usr/lib/systemd/systemd"] = "";
            host["/etc/default/grub"] = "GRUB_CMDLINE_LINUX=\"quiet\"\n";
            host.MakeProgram("/usr/sbin/update-grub");
            host["/sys/fs/cgroup/unified/cgroup.controllers"] = "";
            host.Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw");
        }
        ),
    };

    // What only the machine itself can have done to it is tested on one: Interop/CgroupTests, tests/hosts/scenarios/provision.
    private static readonly Type[] OfTheMachineAlone = [typeof(MountCgroup2), typeof(LoadProfile), typeof(InstallPackage), typeof(ByHand)];

    public static TheoryData<string> Names => [.. Lacking.Keys];

    // But for the one that only tells of another.
    [Fact]
    public void No_kind_of_change_is_forgotten() => Assert.Equal(
        typeof(Change).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Change)) && type.Name != "Told").Select(type => type.Name).Order(),
        Lacking.Values.Select(lacking => lacking.Kind).Concat(OfTheMachineAlone).Select(type => type.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void It_helps_once_and_is_taken_back(string name)
    {
        (Type kind, string check, string engine, string need, Action<FixtureHost> make) = Lacking[name];
        Assert.SkipUnless(WritableRoot.CallerIsRoot || name is not ("owner" or "capability"), "only root gives files away");
        using FixtureHost host = new FixtureHost { Engines = [engine], Needs = need.Length > 0 ? [need] : [] }.AsDebian();
        host.MakeProgram($"/usr/bin/{engine}").MakeProgram("/usr/bin/newuidmap", "4755").MakeProgram("/usr/bin/newgidmap", "4755");
        // Whoever runs the tests owns the files, and is not alice.
        host["/etc/passwd"] = "root:x:0:0::/root:/bin/bash\nalice:x:4711:4711::/home/alice:/bin/bash\n";
        make(host);
        var before = host.Snapshot();

        Plan plan = With(host, check, (provision, scope) => Plan.For(host.Host(), scope(host.Host()), new ApplyPolicy(HostWide: true)));
        Assert.Contains(plan.Before.Findings.SelectMany(finding => finding.Finding.Remedy?.Changes ?? []), change => change.GetType() == kind);
        Assert.Empty(plan.Refusals);

        Applied applied = Apply(host, check);
        Assert.Equal(plan.Changes, Assert.Single(applied.Done).Plan.Changes);
        Assert.NotEqual(before, host.Snapshot());
        var after = host.Snapshot(withTimes: true);

        Assert.Empty(Apply(host, check).Done);
        Assert.Equal(after, host.Snapshot(withTimes: true));

        Assert.NotNull(host.Undo());
        Assert.Equal(before, host.Snapshot());
    }

    private static Applied Apply(FixtureHost host, string check) => With(host, check, (provision, scope) => provision.Apply(scope, new ApplyPolicy(HostWide: true), (_, _) => true));

    private static T With<T>(FixtureHost host, string check, Func<Provision, Func<HostFacts, Scope>, T> act)
    {
        using var interruption = new Interruption();
        using var root = WritableRoot.At(host.Folder);
        using var provision = new Provision(() => Root.At(host.Folder), root, interruption, TimeSpan.FromSeconds(5), _ => { });
        IEngine[] engines = [.. host.Engines.Select(name => AllEngines.Find(name)!)];
        return act(provision, facts => new Scope(host.Folder, Subjects.Select(facts, ["alice"], all: false, engines), engines, Needs.Parse(host.Needs)) { Only = [check] });
    }

    private static string Given(string path, uint uid)
    {
        using System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", [$"{uid}", path]);
        chown.WaitForExit();
        return path;
    }
}
