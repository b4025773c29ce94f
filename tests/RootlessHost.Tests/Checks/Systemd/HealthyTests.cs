using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Systemd;

/// <summary>No false alarm of cgroup, systemd and storage on hosts as distributions install them.</summary>
public sealed class HealthyTests
{
    [Theory]
    [InlineData("debian", 247, "5.10.0-28-amd64", "memory pids", true)]
    [InlineData("debian", 252, "6.1.0-18-amd64", "cpu memory pids", false)]
    [InlineData("debian", 257, "6.12.0-1-amd64", "cpu memory pids", false)]
    [InlineData("ubuntu", 249, "5.15.0-91-generic", "memory pids", false)]
    [InlineData("ubuntu", 255, "6.8.0-31-generic", "cpu memory pids", false)]
    [InlineData("rhel", 252, "5.14.0-427.el9.x86_64", "cpu memory pids", true)]
    [InlineData("fedora", 257, "6.14.0-63.fc42.x86_64", "cpu io memory pids", true)]
    [InlineData("arch", 257, "6.14.2-arch1-1", "cpu memory pids", false)]
    public void Says_nothing_against_it(string os, int systemd, string kernel, string live, bool hasFuse)
    {
        foreach (bool loggedIn in (bool[])[true, false])
        {
            using FixtureHost host = Hosts.Systemd(systemd).AsCapture(
                "stat /dev/fuse status 21b6 0 0 0 1 10:229 0", "stat / status 41ed 0 0 0 9 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", "stat /home/alice status 41c0 1000 1000 0 3 0:0 0", "stat /run/user/1000 status 41c0 1000 1000 0 3 0:0 0",
                "stat /tmp status 43ff 0 0 0 3 0:0 0", "stat /var/tmp status 43ff 0 0 0 3 0:0 0", "statfs / space ef53 100000000000 50000000000 1000000 900000").As(0);
            host["/etc/os-release"] = $"ID={os}\n";
            host["/proc/sys/kernel/osrelease"] = kernel + "\n";
            host["/etc/systemd/logind.conf"] = "[Login]\n#KillUserProcesses=no\n";
            host["/usr/lib/systemd/user/dbus.socket"] = "";
            host["/usr/lib/systemd/user/default.target"] = "";
            host["/usr/lib/systemd/systemd-oomd"] = "";
            host["/usr/lib/systemd/system/user@.service.d/10-oomd-user-service-defaults.conf"] = "[Service]\nManagedOOMMemoryPressure=kill\n";
            host.MakeFolder("/home/alice").MakeFolder("/tmp").MakeFolder("/var/tmp");
            if (os is "rhel" or "fedora") host["/sys/fs/selinux/enforce"] = "1";
            if (hasFuse) host.MakeProgram("/usr/bin/fuse-overlayfs");
            if (loggedIn)
            {
                host[Hosts.Live] = live + "\n";
                host["/run/user/1000/bus"] = "";
                host["/run/user/1000/systemd/private"] = "";
            }

            foreach (ICheck check in Catalogue.All.Where(check => check.About.Area is "cgroup" or "systemd" or "storage"))
            {
                Finding finding = host.Ask(check.About.Id);

                Assert.True(finding.Status is Status.Pass or Status.Skip, $"{check.About.Id}: {finding}");
                Assert.DoesNotContain("follows from", finding.Reason, StringComparison.Ordinal);
            }
        }
    }
}
