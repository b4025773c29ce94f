using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class ProviderTests
{
    [Theory]
    [InlineData(null, Status.Pass, "/etc/subuid and /etc/subgid answer")]
    [InlineData("passwd: files\n", Status.Pass, "/etc/subuid and /etc/subgid answer")]
    [InlineData("subid: files sss\n", Status.Pass, "/etc/subuid and /etc/subgid answer")]
    [InlineData("#subid: sss\n", Status.Pass, "/etc/subuid and /etc/subgid answer")]
    [InlineData("subid: sss files\n", Status.Warn, "sss answers instead of the files, whose rows are not read")]
    [InlineData("subid: ldap\n", Status.Warn, "libsubid_ldap.so is not installed, so the files answer and every program complains")]
    public void Says_who_answers(string? nsswitch, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/usr/lib64/libsubid_sss.so"] = "";
        if (nsswitch is not null) host["/etc/nsswitch.conf"] = nsswitch;

        Finding finding = host.Ask("subid.provider");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_plugin_with_no_rows_to_hide_is_well()
    {
        using FixtureHost host = SubidHost.Of("# in the directory\n");
        host["/etc/nsswitch.conf"] = "subid: sss\n";

        Assert.Equal((Status.Pass, "sss answers, through the name service"), (host.Ask("subid.provider").Status, host.Ask("subid.provider").Reason));
    }

    [Theory]
    [InlineData("", false, Status.Pass)]
    [InlineData("subid: sss\n", true, Status.Pass)]
    [InlineData("subid: sss\n", false, Status.Fail)]
    public void Getsubids_is_missed_only_where_it_alone_knows(string nsswitch, bool isThere, Status status)
    {
        using FixtureHost host = SubidHost.Of("");
        host["/etc/nsswitch.conf"] = nsswitch;
        if (isThere) host.MakeProgram("/usr/bin/getsubids");

        Assert.Equal(status, host.Ask("subid.getsubids").Status);
    }

    [Fact]
    public void What_getsubids_said_on_a_captured_host_counts_and_the_files_do_not()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n").MakeProgram("/usr/bin/getsubids");
        host["/etc/nsswitch.conf"] = "subid: sss\n";
        host["/.rootless-host-capture"] = "rootless-host.capture/1\n"
            + "ask /usr/bin/getsubids\\040alice text 0:\\040alice\\0402147483648\\04065536\\012\n"
            + "ask /usr/bin/getsubids\\040-g\\040alice text 0:\\040alice\\0402147483648\\04065536\\012\n"
            + "ask /usr/bin/getsubids\\040bob absent\nask /usr/bin/getsubids\\040-g\\040bob absent\n"
            + string.Concat(((string[])["/usr/local/sbin", "/usr/local/bin", "/usr/sbin"]).Select(folder => $"stat {folder}/getsubids absent\n"))
            + "read /proc/self/uid_map absent\nread /proc/self/gid_map absent\n"
            + "stat /usr/bin/getsubids status 81ed 0 0 1 1 0:0 0\n"
            + "stat /usr/lib64/libsubid_sss.so status 81a4 0 0 1 1 0:0 0\n";

        Assert.Equal("uids and gids 2147483648-2147549183", host.Ask("subid.present").Reason);
        Assert.Equal(Status.Pass, host.Ask("subid.reserved").Status); // FreeIPA's, as it gives them out
        Finding none = host.Ask("subid.present", "bob");
        Assert.Equal((Status.Fail, "no subordinate uids or gids; nsswitch.conf gives subid to sss, so they come from the directory"), (none.Status, none.Reason));
        Assert.Null(none.Remedy);
    }
}
