using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Limits;

public sealed class LimitsTests
{
    private const string DropIn = "/etc/systemd/system/user@.service.d/50-rootless-host-limits.conf";

    [Theory]
    [InlineData("65536", "128", Status.Pass, "65536 watches, 128 instances")] // the kernel's defaults
    [InlineData("8191", "128", Status.Fail, "fs.inotify.max_user_watches is 8191, fewer than the kernel's 8192")]
    [InlineData("65536", "64", Status.Fail, "fs.inotify.max_user_instances is 64, fewer than the kernel's 128")]
    public void Inotify_is_wanted_as_the_kernel_has_it(string watches, string instances, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/fs/inotify/max_user_watches"] = watches, ["/proc/sys/fs/inotify/max_user_instances"] = instances };

        Finding finding = host.Ask("limits.inotify");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("524288", "31253", Status.Pass, "524288 files may be open")]
    [InlineData("unlimited", "unlimited", Status.Pass, "any number of files may be open")]
    [InlineData("4096", "31253", Status.Pass, "4096 files may be open")] // a session without systemd
    [InlineData("1024", "31253", Status.Warn, "1024 files may be open at most, 4096 needed")]
    [InlineData("12", "31253", Status.Fail, "12 files may be open at most, 4096 needed")] // no engine starts
    [InlineData("524288", "100", Status.Warn, "100 processes may run at most, 512 needed")]
    public void Hard_limits_are_the_most_that_a_container_gets(string files, string processes, Status status, string reason)
    {
        using FixtureHost host = Session(files, processes);

        Finding finding = host.Ask("limits.rlimits");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (files == "1024") Assert.Equal("/proc/self/limits:3", Assert.Single(finding.Evidence).Place);
    }

    [Fact]
    public void A_limit_that_is_written_down_is_in_force_at_the_next_login_and_stays_when_another_is_written()
    {
        using FixtureHost host = Session("524288", "100");
        host[DropIn] = "[Service]\nLimitNOFILE=1048576\n";
        Assert.Equal("[Service]\nLimitNOFILE=1048576\nLimitNPROC=infinity\n", Assert.IsType<WriteFile>(Assert.Single(host.Ask("limits.rlimits").Remedy!.Changes)).Content);

        host[DropIn] = "[Service]\nLimitNOFILE=1048576\nLimitNPROC=infinity\n";
        Finding finding = host.Ask("limits.rlimits");
        Assert.Equal("100 processes may run at most, 512 needed: LimitNPROC=infinity is applied, in force after re-login", finding.Reason);
        Assert.Equal((TakesEffect.Relogin, "log alice out everywhere and in again, or reboot"), (finding.Awaits, finding.Remedy!.Summary));
    }

    [Fact]
    public void Without_a_session_there_is_nothing_to_read()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n", ["/proc/self/status"] = "Uid:\t0\t0\t0\t0\n" };

        Assert.Equal((Status.Skip, "the user has no session whose limits could be read"), (host.Ask("limits.rlimits").Status, host.Ask("limits.rlimits").Reason));
    }

    [Theory]
    [InlineData("4194304", "30000", "10000", Status.Pass, "10000 at most (pids.max of user-1000.slice)")]
    [InlineData("4194304", "30000", "max", Status.Pass, "30000 at most (kernel.threads-max)")]
    [InlineData("32768", "60000", "max", Status.Pass, "32768 at most (kernel.pid_max)")]
    [InlineData("300", "30000", "max", Status.Warn, "kernel.pid_max is 300, fewer than 512")]
    [InlineData("4194304", "30000", "64", Status.Warn, "pids.max of user-1000.slice is 64, fewer than 512")]
    [InlineData("4194304", "30000", "12", Status.Fail, "pids.max of user-1000.slice is 12: an engine alone has more threads")]
    public void The_least_of_the_limits_on_processes_counts(string pids, string threads, string slice, Status status, string reason)
    {
        using var host = new FixtureHost
        {
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
            ["/proc/sys/kernel/pid_max"] = pids,
            ["/proc/sys/kernel/threads-max"] = threads,
            ["/sys/fs/cgroup/user.slice/user-1000.slice/pids.max"] = slice + "\n",
            ["/run/user/1000/bus"] = "",
        };

        Finding finding = host.Ask("limits.pids");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    private static FixtureHost Session(string files, string processes) => new()
    {
        ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
        ["/proc/self/status"] = "Uid:\t1000\t1000\t1000\t1000\n",
        ["/proc/self/limits"] = "Limit                     Soft Limit           Hard Limit           Units     \n"
            + $"Max processes             {"50",-20} {processes,-20} processes \nMax open files            {"50",-20} {files,-20} files     \n",
    };
}
