using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class SysctlFilesTests
{
    private const string Key = "user.max_user_namespaces";

    [Theory]
    [InlineData("/etc/sysctl.d/51-rootless.conf:28633 /etc/sysctl.d/99-stig.conf:0", "0 /etc/sysctl.d/99-stig.conf:1")] // the later name wins
    [InlineData("/etc/sysctl.d/99-stig.conf:0 /etc/sysctl.d/zz-rootless.conf:28633", "28633 /etc/sysctl.d/zz-rootless.conf:1")]
    [InlineData("/usr/lib/sysctl.d/50-x.conf:0 /etc/sysctl.d/50-x.conf:7", "7 /etc/sysctl.d/50-x.conf:1")] // the same name hides
    [InlineData("/run/sysctl.d/50-x.conf:8 /usr/local/lib/sysctl.d/50-x.conf:9", "8 /run/sysctl.d/50-x.conf:1")]
    [InlineData("/usr/lib/sysctl.d/60-x.conf:5 /etc/sysctl.d/50-x.conf:7", "5 /usr/lib/sysctl.d/60-x.conf:1")] // folders do not order, names do
    [InlineData("/etc/sysctl.d/50-x.conf.bak:5", "")]
    public void The_last_name_wins_and_the_same_name_hides(string files, string winner)
    {
        using var host = new FixtureHost();
        foreach (string file in files.Split(' ')) host[file.Split(':')[0]] = $"{Key}={file.Split(':')[1]}\n";

        Assert.Equal(winner, Winner(host, Key));
    }

    [Fact]
    public void A_link_to_dev_null_hides_a_file()
    {
        using var host = new FixtureHost { ["/usr/lib/sysctl.d/50-x.conf"] = $"{Key}=0\n" };
        host.MakeLink("/etc/sysctl.d/50-x.conf", "/dev/null");

        Assert.Equal("", Winner(host, Key));
    }

    [Theory]
    [InlineData("net.ipv4.conf.*.rp_filter=1\nnet.ipv4.conf.all.rp_filter=2", "2 /etc/sysctl.d/50-x.conf:2")]
    [InlineData("net.ipv4.conf.all.rp_filter=2\nnet.ipv4.conf.*.rp_filter=1", "2 /etc/sysctl.d/50-x.conf:1")] // a glob never beats the key itself
    [InlineData("net.ipv4.conf.*.rp_filter=1\n-net.ipv4.conf.all.rp_filter", "")] // kept from the globs
    [InlineData("net.*.rp_filter=1", "")] // a star does not match a dot
    [InlineData("net/ipv4/conf/all/rp_filter = 1", "1 /etc/sysctl.d/50-x.conf:1")]
    [InlineData("-net.ipv4.conf.all.rp_filter = 1", "1 /etc/sysctl.d/50-x.conf:1")] // the dash forgives an absent key
    [InlineData("  # c\n ; c\nnonsense\nnet.ipv4.conf.all.rp_filter=1\r", "1 /etc/sysctl.d/50-x.conf:4")]
    public void Globs_exclusions_and_spellings_are_those_of_sysctl_d(string text, string winner)
    {
        using var host = new FixtureHost { ["/etc/sysctl.d/50-x.conf"] = text };

        Assert.Equal(winner, Winner(host, "net.ipv4.conf.all.rp_filter"));
    }

    [Fact]
    public void Sysctl_conf_is_last_without_systemd()
    {
        using var host = new FixtureHost { ["/etc/sysctl.d/zz.conf"] = $"{Key}=5\n", ["/etc/sysctl.conf"] = $"\n{Key}=0\n" };

        Assert.Equal("0 /etc/sysctl.conf:2", Winner(host, Key));
        Assert.Equal("/etc/sysctl.conf", host.Host().SysctlFileThatWins(Key));
    }

    [Fact]
    public void Systemd_reads_sysctl_conf_only_through_a_link_and_in_its_place()
    {
        using var host = new FixtureHost
        {
            ["/usr/lib/systemd/systemd-sysctl"] = "",
            ["/etc/sysctl.d/10-x.conf"] = $"{Key}=5\n",
            ["/etc/sysctl.conf"] = $"{Key}=0\n",
        };
        Assert.Equal("5 /etc/sysctl.d/10-x.conf:1", Winner(host, Key));

        host.MakeLink("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
        Assert.Equal("0 /etc/sysctl.conf:1", Winner(host, Key));
        Assert.Equal("/etc/sysctl.d/zz-rootless-host.conf", host.Host().SysctlFileThatWins(Key));
    }

    [Theory]
    [InlineData("50-x.conf", "/etc/sysctl.d/99-rootless-host.conf")]
    [InlineData("99-a.conf", "/etc/sysctl.d/99-rootless-host.conf")]
    [InlineData("99-user_max_user_namespaces.conf", "/etc/sysctl.d/zz-rootless-host.conf")]
    [InlineData("zzz-last.conf", "/etc/sysctl.d/zzz-last.zz-rootless-host.conf")]
    [InlineData("99-rootless-host.conf", "/etc/sysctl.d/99-rootless-host.conf")] // our own
    public void A_remedy_is_kept_in_a_file_that_sorts_after_the_rival(string rival, string file)
    {
        using var host = new FixtureHost { [$"/etc/sysctl.d/{rival}"] = $"{Key}=0\n" };

        Assert.Equal(file, host.Host().SysctlFileThatWins(Key));
        Assert.True(string.CompareOrdinal(Path.GetFileName(file), rival) >= 0);
    }

    private static string Winner(FixtureHost host, string key) =>
        host.Host().ConfiguredSysctl(key) is { } winner ? $"{winner.Value} {winner.File}:{winner.Line}" : "";
}
