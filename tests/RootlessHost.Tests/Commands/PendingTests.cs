namespace RootlessHost.Tests.Commands;

/// <summary>What is applied and in force only after a reboot or a login: done, and not ready.</summary>
public sealed class PendingTests
{
    private const string Tmpfs = "30 22 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:4 - tmpfs tmpfs ro,mode=755";

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "cgroup.version", "systemd.unified_cgroup_hierarchy=1", "cgroup.version: control groups are hybrid, version 2 is applied: in force\n   after a reboot. Reboot.\n", "\"takesEffect\": \"reboot\"" },
        { "cgroup.delegation", "Delegate=cpu memory pids", "cgroup.delegation alice: cpu is not delegated yet, memory pids are: applied,\n   in force after re-login. Log alice out everywhere and in again, or reboot.\n", "\"takesEffect\": \"relogin\"" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_has_done_its_work_and_check_says_what_is_missing(string check, string written, string pending, string effect)
    {
        using FixtureHost host = Of(check);
        string[] wanted = ["--root", host.Folder, "--user", "alice", "--engine", "podman", "--need", "limits:cpu", "--only", check, "--allow", "host-wide"];

        Assert.Equal(2, Program.Run(["plan", .. wanted, "--detailed-exitcode"]).Status);
        var (status, output, _) = Program.Run(["apply", .. wanted, "--detailed-exitcode"]);
        Assert.Equal(2, status);
        Assert.EndsWith($"\nApplied, and not in force yet:\n   {pending}", output, StringComparison.Ordinal);
        Assert.Contains(Directory.EnumerateFiles(host.On("/etc"), "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains(written, StringComparison.Ordinal));

        Assert.Equal((0, $"Nothing was changed.\n\nApplied, and not in force yet:\n   {pending}", ""), Program.Run(["apply", .. wanted]));
        Assert.Equal(0, Program.Run(["apply", .. wanted, "--detailed-exitcode"]).Status);
        Assert.Equal(0, Program.Run(["plan", .. wanted, "--detailed-exitcode"]).Status);
        Assert.Equal(1, Program.Run(["check", .. wanted[..^2]]).Status);

        string json = Program.Run(["apply", .. wanted, "--format", "json"]).Output;
        Assert.Contains(effect, json, StringComparison.Ordinal);
        Assert.Contains("\"left\": [],", json, StringComparison.Ordinal);
        string salt = Program.Run(["apply", .. wanted, "--format", "salt"]).Output;
        Assert.StartsWith("{\"changed\":false,\"comment\":\"nothing to change; not in force yet: " + check, salt, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_to_a_person_beside_it_is_no_success()
    {
        using FixtureHost host = Of("cgroup.version");
        string[] wanted = ["--root", host.Folder, "--user", "alice", "--engine", "podman", "--need", "limits:cpu", "--only", "cgroup.version", "--only", "engine.present", "--allow", "host-wide"];

        Assert.Equal(6, Program.Run(["apply", .. wanted, "--detailed-exitcode"]).Status);
        var (status, output, _) = Program.Run(["apply", .. wanted]);
        Assert.Equal(1, status);
        Assert.Contains("\nApplied, and not in force yet:\n   cgroup.version: ", output, StringComparison.Ordinal);
        Assert.Contains("\nLeft for a person:\n   engine.present: ", output, StringComparison.Ordinal);
    }

    private static FixtureHost Of(string check)
    {
        FixtureHost host = Hosts.Systemd(247);
        host["/etc/os-release"] = "ID=debian\nVERSION_ID=\"11\"\n";
        if (check == "cgroup.delegation")
        {
            host[Hosts.Live] = "memory pids\n";
            return host;
        }
        host["/etc/default/grub"] = "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n";
        return host.MakeProgram("/usr/sbin/update-grub").Mount(Tmpfs, "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw");
    }
}
