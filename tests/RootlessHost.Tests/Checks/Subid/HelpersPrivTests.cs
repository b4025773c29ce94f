using System.Diagnostics;
using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class HelpersPrivTests
{
    private const string SetUid = "cap_setuid=ep";
    private const string SetGid = "cap_setgid=ep";
    private const string SetUidPermitted = "cap_setuid=p";
    private const string SetUidOfAnother = "-n 100000 cap_setuid=ep";

    [Theory]
    [InlineData("4755", 0, null, Status.Pass, "/usr/bin/newuidmap is set-user-id root; /usr/bin/newgidmap is set-user-id root")]
    [InlineData("0755", 0, SetUid, Status.Pass, "/usr/bin/newuidmap has cap_setuid; /usr/bin/newgidmap is set-user-id root")]
    [InlineData("0755", 0, null, Status.Fail, "/usr/bin/newuidmap is neither set-user-id root nor has cap_setuid")]
    [InlineData("0755", 0, SetGid, Status.Fail, "/usr/bin/newuidmap has file capabilities, but not cap_setuid=ep")]
    [InlineData("0755", 0, SetUidPermitted, Status.Fail, "/usr/bin/newuidmap has file capabilities, but not cap_setuid=ep")]
    [InlineData("4755", 0, SetGid, Status.Fail, "/usr/bin/newuidmap has file capabilities, but not cap_setuid=ep")]
    [InlineData("4755", 0, SetUid, Status.Fail, "/usr/bin/newuidmap is set-user-id and has cap_setuid, so it runs as a root that may not open the map: one of the two is enough")]
    [InlineData("0755", 0, SetUidOfAnother, Status.Fail, "/usr/bin/newuidmap has cap_setuid only where uid 100000 is root")]
    [InlineData("4755", 0, SetUidOfAnother, Status.Warn, "/usr/bin/newuidmap is set-user-id root and has a file capability that only counts where uid 100000 is root")]
    [InlineData("4755", 1000, null, Status.Fail, "/usr/bin/newuidmap belongs to uid 1000, not to root")]
    [InlineData("0755", 1000, SetUid, Status.Fail, "/usr/bin/newuidmap belongs to uid 1000, not to root")]
    [InlineData("4757", 0, null, Status.Fail, "/usr/bin/newuidmap can be changed by others than root (mode 4757)")]
    [InlineData("4775", 0, null, Status.Pass, "/usr/bin/newuidmap is set-user-id root; /usr/bin/newgidmap is set-user-id root")]
    [InlineData("4754", 0, null, Status.Fail, "/usr/bin/newuidmap may not be executed by everybody (mode 4754)")]
    public void Says_whether_the_kernel_gives_newuidmap_its_privilege(string mode, int owner, string? capability, Status status, string reason)
    {
        using FixtureHost host = Made(mode, owner, capability);

        Finding finding = host.Ask("subid.helpers-priv");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Both_helpers_are_mended_at_once()
    {
        using FixtureHost host = Made("0755", 0, null, gidMode: "0755");

        Finding finding = host.Ask("subid.helpers-priv");

        Assert.Equal("/usr/bin/newuidmap is neither set-user-id root nor has cap_setuid; /usr/bin/newgidmap is neither set-user-id root nor has cap_setgid", finding.Reason);
        Assert.Equal(["chmod 4755 /usr/bin/newuidmap", "chmod 4755 /usr/bin/newgidmap"], finding.Remedy!.Commands);
    }

    [Fact]
    public void The_second_helper_is_judged_for_itself()
    {
        using FixtureHost host = Made("4755", 0, null, gidMode: "0755");

        Assert.Equal("/usr/bin/newgidmap is neither set-user-id root nor has cap_setgid", host.Ask("subid.helpers-priv").Reason);
    }

    [Fact]
    public void Where_the_distribution_ships_capabilities_those_are_given()
    {
        using FixtureHost host = Made("0755", 0, null);
        host["/etc/os-release"] = "ID=fedora\n";

        Assert.Equal(["setcap cap_setuid=ep /usr/bin/newuidmap"], host.Ask("subid.helpers-priv").Remedy!.Commands);
    }

    [Fact]
    public void A_nosuid_mount_takes_either_away()
    {
        using FixtureHost host = Made("4755", 0, null);
        host["/proc/self/mountinfo"] = "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:2 / /usr rw,nosuid - ext4 /dev/sda2 rw\n";

        Finding finding = host.Ask("subid.helpers-priv");

        Assert.StartsWith("/usr/bin/newuidmap is on /usr, which is mounted nosuid", finding.Reason, StringComparison.Ordinal);
        Assert.Contains(new Evidence("/proc/self/mountinfo", 2, "/usr rw,nosuid"), finding.Evidence);
    }

    [Fact]
    public void A_helper_that_is_missing_is_another_question()
    {
        using FixtureHost host = SubidHost.Of("").MakeProgram("/usr/bin/newuidmap");

        Assert.Equal("follows from subid.helpers", host.Ask("subid.helpers-priv").Reason);
        Assert.Equal("newgidmap is not installed", host.Ask("subid.helpers").Reason);
    }

    [Fact]
    public void A_missing_package_is_named_as_the_distribution_does()
    {
        using FixtureHost host = SubidHost.Of("");

        Finding finding = host.Ask("subid.helpers");

        Assert.Equal((Status.Fail, "newuidmap and newgidmap are not installed"), (finding.Status, finding.Reason));
        Assert.Equal(["apt-get install -y uidmap"], finding.Remedy!.Commands);
    }

    // Only root can give files away and give them capabilities.
    private static FixtureHost Made(string mode, int owner, string? capability, string gidMode = "4755")
    {
        FixtureHost host = SubidHost.Of("alice:100000:65536\n").MakeProgram("/usr/bin/newuidmap").MakeProgram("/usr/bin/newgidmap", gidMode);
        string path = host.On("/usr/bin/newuidmap");
        bool done = Run("chown", $"{owner}", path) && Run("chmod", mode, path) && (capability is null || Run("setcap", [.. capability.Split(' '), path]));
        if (!done || Environment.UserName != "root") Assert.Skip("only root can give files capabilities");
        return host;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
