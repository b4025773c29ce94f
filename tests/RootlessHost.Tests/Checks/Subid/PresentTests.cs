using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class PresentTests
{
    [Theory]
    [InlineData("alice:100000:65536\n", null, Status.Pass, "uids and gids 100000-165535")]
    [InlineData("1000:100000:65536\n", null, Status.Pass, "uids and gids 100000-165535")]
    [InlineData("alice:100000:65536\n", "alice:200000:65536\n", Status.Pass, "uids 100000-165535, gids 200000-265535")]
    [InlineData("alice:100000:65536\nalice:300000:10\n", null, Status.Pass, "65546 uids in 2 ranges, 65546 gids in 2")]
    [InlineData("bob:100000:65536\n", null, Status.Fail, "no subordinate uids or gids")]
    [InlineData("alice:100000:65536\n", "", Status.Fail, "no subordinate gids (uids are there)")]
    [InlineData("", "alice:100000:65536\n", Status.Fail, "no subordinate uids (gids are there)")]
    [InlineData("Alice:100000:65536\n", null, Status.Fail, "no subordinate uids or gids")]
    [InlineData("alicex:100000:65536\n", null, Status.Fail, "no subordinate uids or gids")]
    [InlineData("#alice:100000:65536\n!alice:200000:65536\n+alice:300000:65536\n", null, Status.Fail, "no subordinate uids or gids")]
    [InlineData("alice:100000:65536 \n", null, Status.Skip, "follows from subid.syntax")]
    [InlineData(" alice:100000:65536\n", null, Status.Skip, "follows from subid.syntax")]
    [InlineData("alice: 100000:\t65536\n", null, Status.Pass, "uids and gids 100000-165535")]
    [InlineData("alice:0x186a0:0x10000\n", null, Status.Pass, "uids and gids 100000-165535")]
    public void Says_what_newuidmap_grants(string subuid, string? subgid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, subgid);

        Finding finding = host.Ask("subid.present");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Offers_a_block_that_is_the_same_for_both()
    {
        using FixtureHost host = SubidHost.Of("bob:100000:65536\n").MakeProgram("/usr/sbin/usermod");

        Finding finding = host.Ask("subid.present");

        Assert.Equal(["usermod --add-subuids 196608-262143 --add-subgids 196608-262143 alice"], finding.Remedy!.Commands);
    }

    [Fact]
    public void Offers_the_gids_of_the_uids_that_are_there()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n", "").MakeProgram("/usr/sbin/usermod");

        Assert.Equal(["usermod --add-subgids 100000-165535 alice"], host.Ask("subid.present").Remedy!.Commands);
    }

    [Fact]
    public void Writes_the_rows_itself_where_there_is_no_usermod_and_no_file()
    {
        using FixtureHost host = SubidHost.Of(null);

        Finding finding = host.Ask("subid.present");

        Assert.Equal("no such file", finding.Evidence[0].Text);
        Assert.Equal(
            [
                "touch /etc/subuid /etc/subgid",
                "chmod 0644 /etc/subuid /etc/subgid",
                "printf '%s\\n' alice:131072:65536 >> /etc/subuid",
                "printf '%s\\n' alice:131072:65536 >> /etc/subgid",
            ],
            finding.Remedy!.Commands);
    }

    [Fact]
    public void A_full_window_is_named_with_who_fills_it()
    {
        using FixtureHost host = SubidHost.Of("root:100000:1000000000\n");

        Finding finding = host.Ask("subid.present");

        Assert.Null(finding.Remedy);
        Assert.Equal("no subordinate uids or gids; no 65536 ids are free in 100000-600100000, most of which has root (SUB_UID_MIN and SUB_UID_MAX of /etc/login.defs)", finding.Reason);
    }

    [Fact]
    public void A_policy_of_no_ids_is_not_overruled()
    {
        using FixtureHost host = SubidHost.Of("");
        host["/etc/login.defs"] = "SUB_UID_COUNT 0\n";

        Finding finding = host.Ask("subid.present");

        Assert.Null(finding.Remedy);
        Assert.EndsWith("SUB_UID_COUNT or SUB_GID_COUNT is 0 in /etc/login.defs, so none are given here", finding.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 4294967295\n", Status.Pass, "uids and gids 100000-165535")]
    [InlineData("0 100000 65536\n", Status.Fail, "uids 100000-165535 are not all in this container, whose uids end at 65535")]
    [InlineData("0 1000 1\n1 100000 165000\n", Status.Fail, "uids 100000-165535 are not all in this container, whose uids end at 165000")]
    [InlineData("0 1000000 1000000000\n", Status.Pass, "uids and gids 100000-165535")]
    public void A_container_must_have_the_ids_itself(string map, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/proc/self/uid_map"] = map;
        host["/proc/self/gid_map"] = map;

        Finding finding = host.Ask("subid.present");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_plugin_hides_perfect_files()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/nsswitch.conf"] = "passwd: files\nsubid: sss\n";

        Finding finding = host.Ask("subid.present");

        Assert.Equal((Status.Unknown, "nsswitch.conf gives subid to sss, and only getsubids on the running host says what alice has"), (finding.Status, finding.Reason));
        Assert.Equal(Status.Skip, host.Ask("subid.size").Status);
        Assert.Equal(Status.Skip, host.Ask("subid.overlap").Status);
    }

    [Fact]
    public void A_plugin_that_is_not_installed_hides_nothing()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n").MakeFolder("/usr/lib");
        host["/etc/nsswitch.conf"] = "subid: sss\n";

        Assert.Equal(Status.Pass, host.Ask("subid.present").Status);
        Assert.Equal(Status.Warn, host.Ask("subid.provider").Status);
    }

    [Fact]
    public void A_shadow_that_knows_no_plugins_reads_the_files()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n", shadow: "4.8.1");
        host["/etc/nsswitch.conf"] = "subid: sss\n";

        Assert.Equal(Status.Pass, host.Ask("subid.present").Status);
        Assert.Equal(Status.Pass, host.Ask("subid.provider").Status);
    }

    [Fact]
    public void Docker_reads_the_files_whatever_the_name_service_says()
    {
        using FixtureHost host = SubidHost.Of("dockremap:100000:65536\n", engines: "userns-remap");
        host["/etc/passwd"] = SubidHost.Passwd + "dockremap:x:996:996::/:/bin/false\n";
        host["/etc/nsswitch.conf"] = "subid: sss\n";

        Assert.Equal(Status.Pass, host.Check().Findings.First(judgement => judgement.Id == "subid.present").Status);
    }

    [Fact]
    public void The_account_that_docker_makes_by_itself_is_not_missed()
    {
        using FixtureHost host = SubidHost.Of("", engines: "userns-remap");

        Assert.All(host.Check().Findings.Where(judgement => judgement.Id.StartsWith("subid.", StringComparison.Ordinal)), judgement => Assert.True(judgement.Status is Status.Skip or Status.Pass, $"{judgement.Id}: {judgement.Finding.Reason}"));
    }

    [Fact]
    public void Root_needs_none()
    {
        using FixtureHost host = SubidHost.Of("");

        Assert.Equal("root maps ids without rows", host.Ask("subid.present", "root").Reason);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_one_question_not_six()
    {
        using FixtureHost host = SubidHost.Of(null);
        host.MakeFolder("/etc/subuid");

        Assert.Equal((Status.Fail, "/etc/subuid is no regular file"), (host.Ask("subid.syntax").Status, host.Ask("subid.syntax").Reason));
        Assert.Equal("follows from subid.syntax", host.Ask("subid.present").Reason);
        Assert.Equal("follows from subid.syntax", host.Ask("subid.reserved").Reason);
    }
}
