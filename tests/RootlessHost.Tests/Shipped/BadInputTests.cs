using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RootlessHost.Tests.Shipped;

/// <summary>The shipped program before hosts that want to hurt it: an answer or the reason that there is none, in bounded time and memory.</summary>
public sealed class BadInputTests
{
    private const string Alice = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n";
    private const int MostSeconds = 20;
    private const int MostMebibytes = 150;

    private static readonly string[] Engines = [.. RootlessHost.Engines.AllEngines.List.SelectMany(engine => (string[])["--engine", engine.Name])];

    [Fact]
    public void A_subuid_of_100_MB_is_not_read()
    {
        using FixtureHost host = Host();
        using (FileStream file = File.Create(host.On("/etc/subuid"))) file.SetLength(100_000_000);

        Assert.Contains("read /etc/subuid: larger than", Reasons(host), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_10_MB_hides_nothing_but_itself()
    {
        using FixtureHost host = Host();
        host["/etc/subuid"] = $"alice:100000:65536\n{new string('x', 10_000_000)}:1:2\n";
        host["/etc/subgid"] = "alice:100000:65536\n";

        Assert.Equal("pass", StatusOf("subid.size", host));
    }

    [Fact]
    public void Identical_rows_by_the_thousand_are_counted_and_not_compared_each_with_each()
    {
        using FixtureHost host = Host();
        host["/etc/subuid"] = host["/etc/subgid"] = string.Concat(Enumerable.Repeat("alice:100000:65536\n", 60_000).Concat(Enumerable.Repeat("bob:100001:65536\n", 60_000)));

        Assert.Equal("fail", StatusOf("subid.self", host));
    }

    [Fact]
    public void Rows_by_the_thousand_are_read()
    {
        using FixtureHost host = Host();
        host["/etc/subuid"] = host["/etc/subgid"] =
            string.Concat(Enumerable.Range(0, 120_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"user{i}:{1_000_000 + (i * 10_000L)}:10000\n"))) + "alice:100000:65536\n";

        Assert.Equal("pass", StatusOf("subid.size", host));
    }

    [Theory]
    [InlineData("/etc/subuid")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/nsswitch.conf")]
    [InlineData("/etc/login.defs")]
    [InlineData("/proc/self/mountinfo")]
    [InlineData("/etc/os-release")]
    [InlineData("/proc/self/status")]
    public void A_fifo_is_not_waited_for(string path)
    {
        using FixtureHost host = Host();
        File.Delete(host.On(path));
        Assert.SkipWhen(Binary.Start("mkfifo", [host.On(path)], clean: false).Status != 0, "no mkfifo");

        Answer(host);
    }

    [Theory]
    [InlineData("1", "5")] // /dev/zero has no end
    [InlineData("10", "130")] // /dev/watchdog: to open it is to start it
    public void A_device_is_not_opened(string major, string minor)
    {
        using FixtureHost host = Host();
        Assert.SkipWhen(Binary.Start("mknod", [host.On("/etc/subuid"), "c", major, minor], clean: false).Status != 0, "device nodes need root");

        Assert.Contains("read /etc/subuid: a character device, not a regular file", Reasons(host), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_a_circle_and_links_that_lead_out_are_answered()
    {
        using FixtureHost host = Host();
        File.Delete(host.On("/etc/passwd"));
        File.Delete(host.On("/etc/login.defs"));
        host.MakeLink("/etc/subuid", "subgid").MakeLink("/etc/subgid", "subuid").MakeLink("/etc/passwd", "/../../../../etc/passwd")
            .MakeLink("/etc/login.defs", "/proc/self/root/etc/login.defs").MakeLink("/home", "/home");

        Answer(host);
        Ending named = Binary.Run("check", "--root", host.Folder, "--user", "root");

        Assert.Equal((74, "", "rootless-host: open /etc/passwd: Too many levels of symbolic links\n"), (named.Status, named.Output, named.Errors));
    }

    [Fact]
    public void Junk_in_every_file_that_is_read_is_an_answer()
    {
        // What it reads of this machine, it finds full of junk on that one.
        string[] read = [.. Binary.Run(["check", "--format", "json", .. Engines]).Output is { } report ? Sources(report) : []];
        Assert.NotEmpty(read);
        byte[] junk = new byte[100_000];
        new Random(1).NextBytes(junk);
        foreach (byte[] content in (byte[][])[junk, [], [0], Encoding.UTF8.GetBytes(new string('\n', 50_000)), Encoding.UTF8.GetBytes(new string(':', 50_000)), [.. Enumerable.Repeat((byte)'9', 50_000)]])
        {
            using FixtureHost host = Host();
            foreach (string path in read.Concat(["/etc/subuid", "/etc/subgid", "/etc/group", "/etc/login.defs", "/etc/nsswitch.conf", "/etc/os-release", "/proc/self/mountinfo", "/proc/self/uid_map",
                "/proc/modules", "/proc/self/status", "/proc/self/environ", "/proc/self/cgroup", "/proc/net/route", "/proc/key-users", "/var/lib/dpkg/status", "/etc/docker/daemon.json",
                "/etc/containers/storage.conf", "/etc/containers/containers.conf", "/home/alice/.config/docker/daemon.json", "/home/alice/.config/containers/containers.conf", "/etc/sysctl.d/99-x.conf",
                "/etc/modprobe.d/x.conf", "/proc/sys/user/max_user_namespaces", "/proc/sys/net/ipv4/ping_group_range", "/sys/kernel/security/apparmor/profiles"]).Distinct())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(host.On(path))!);
                if (!Directory.Exists(host.On(path)) && path != "/etc/passwd") File.WriteAllBytes(host.On(path), content);
            }

            Answer(host);
        }
    }

    [Fact]
    public void A_mount_point_with_escapes_is_that_mount_point()
    {
        using FixtureHost host = Host();
        host["/etc/passwd"] = Alice.Replace("/home/alice", "/home/a b\\c");
        host["/proc/self/mountinfo"] = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /home/a\\040b\\134c rw,noexec - tmpfs tmpfs rw\n";
        host.MakeFolder("/home/a b\\c");

        Assert.Equal("fail", StatusOf("storage.flags", host));
    }

    private static FixtureHost Host() => new() { ["/etc/passwd"] = Alice, ["/proc/self/mountinfo"] = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n", ["/etc/nsswitch.conf"] = "", ["/etc/login.defs"] = "", ["/etc/os-release"] = "", ["/proc/self/status"] = "" };

    private static string Reasons(FixtureHost host) => Answer(host, "--user", "alice");

    private static string StatusOf(string id, FixtureHost host) =>
        JsonDocument.Parse(Answer(host, "--user", "alice")).RootElement.GetProperty("findings").EnumerateArray()
            .First(finding => finding.GetProperty("id").GetString() == id).GetProperty("status").GetString()!;

    private static string Answer(FixtureHost host, params string[] more)
    {
        string peak = Path.GetTempFileName();
        long start = Stopwatch.GetTimestamp();
        Ending ending = Binary.Start("/usr/bin/time", ["-f", "%M", "-o", peak, Binary.Path, "check", "--root", host.Folder, "--format", "json", .. Engines, .. more], clean: false);
        double mebibytes = double.Parse(File.ReadAllLines(peak)[^1], CultureInfo.InvariantCulture) / 1024;
        File.Delete(peak);

        Assert.True(ending.Status is 0 or 1, $"{ending.Status}: {ending.Errors}");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, MostSeconds);
        Assert.InRange(mebibytes, 0, MostMebibytes);
        return ending.Output;
    }

    private static IEnumerable<string> Sources(string report) =>
        JsonDocument.Parse(report).RootElement.GetProperty("findings").EnumerateArray()
            .SelectMany(finding => finding.GetProperty("evidence").EnumerateArray()).Select(evidence => evidence.GetProperty("source").GetString()!).Where(source => source.StartsWith('/'));
}
