using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

/// <summary>The checks that look at an account beside its ranges: who it is, homed's limits, Podman's old namespace.</summary>
public sealed class AccountTests
{
    private const string Fine = "alice:100000:65536\n";

    [Fact]
    public void An_account_is_who_its_uid_says()
    {
        using FixtureHost host = SubidHost.Of(Fine);

        Assert.Equal((Status.Pass, "alice is uid 1000"), (host.Ask("subid.nss-user").Status, host.Ask("subid.nss-user").Reason));
    }

    [Fact]
    public void Of_two_accounts_with_one_uid_the_second_is_not_found()
    {
        using FixtureHost host = SubidHost.Of(Fine);
        host["/etc/passwd"] = "bob:x:1000:1000::/home/bob:/bin/bash\n" + SubidHost.Passwd;

        Finding finding = host.Ask("subid.nss-user");

        Assert.Equal((Status.Warn, "uid 1000 means bob, which is the earlier entry"), (finding.Status, finding.Reason));
        Assert.Equal(["/etc/passwd:1", "/etc/passwd:3"], finding.Evidence.Select(evidence => evidence.Place));
    }

    [Fact]
    public void A_session_in_another_group_is_refused_by_newuidmap()
    {
        using FixtureHost host = SubidHost.Of(Fine);
        host["/proc/self/status"] = "Uid:\t1000\t1000\t1000\t1000\nGid:\t999\t999\t999\t999\n";

        Assert.Equal((Status.Fail, "this session's group is 999, the account's 1000: newuidmap refuses it"), (host.Ask("subid.nss-user").Status, host.Ask("subid.nss-user").Reason));

        host["/etc/login.defs"] = "GRANT_AUX_GROUP_SUBIDS yes\n";
        Assert.Equal(Status.Pass, host.Ask("subid.nss-user").Status);
    }

    [Theory]
    [InlineData("alice:100000:65536\n", Status.Fail, "uids 100000-165535 are not within 524288-1879048191, where systemd-homed lets files belong")]
    [InlineData("alice:524288:65536\n", Status.Pass, "within 524288-1879048191")]
    public void A_homed_account_needs_the_ids_that_homed_allows(string subuid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid);
        host["/var/lib/systemd/home/alice.identity"] = "{}";

        Assert.Equal((status, reason), (host.Ask("subid.align").Status, host.Ask("subid.align").Reason));
    }

    [Theory]
    [InlineData("alice:100000:65536\n", "no systemd-homed account, so any start does")]
    [InlineData("alice:131072:65536\n", "multiples of 65536")]
    public void For_other_accounts_any_start_does(string subuid, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid);

        Assert.Equal((Status.Pass, reason), (host.Ask("subid.align").Status, host.Ask("subid.align").Reason));
    }

    [Fact]
    public void A_homed_account_is_offered_such_ids()
    {
        using FixtureHost host = SubidHost.Of("").MakeProgram("/usr/sbin/usermod");
        host["/var/lib/systemd/home/alice.identity"] = "{}";

        Assert.Equal(["usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice"], host.Ask("subid.present").Remedy!.Commands);
    }

    [Theory]
    [InlineData(Fine, Fine, Status.Pass, "the same")]
    [InlineData(Fine, "alice:200000:65536\n", Status.Warn, "uids 100000-165535 go with gids 200000-265535")]
    [InlineData(Fine, "alice:100000:65536\nalice:300000:5\n", Status.Warn, "uids none go with gids 300000-300004")]
    public void Uids_and_gids_should_be_the_same_numbers(string subuid, string subgid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, subgid);

        Assert.Equal((status, reason), (host.Ask("subid.parity").Status, host.Ask("subid.parity").Reason));
    }

    [Theory]
    [InlineData(1, "podman", null, Status.Pass, "1 range")]
    [InlineData(200, "podman", null, Status.Pass, "200 ranges")]
    [InlineData(340, "podman", null, Status.Fail, "340 ranges of uids, more than one id map holds")]
    [InlineData(300, "podman", null, Status.Fail, "300 ranges of uids, more than one id map holds")] // 4096 bytes come first
    [InlineData(6, "podman", "4.9.0", Status.Fail, "6 ranges of uids, and this kernel's id maps hold 5")]
    [InlineData(6, "podman", "5.10.0", Status.Pass, "6 ranges")]
    public void A_map_has_only_so_many_lines(int ranges, string engine, string? kernel, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Range(0, ranges).Select(index => $"alice:{100_000 + (index * 100)}:50\n")), engines: engine);
        if (kernel is not null) host["/proc/sys/kernel/osrelease"] = kernel + "\n";

        Assert.Equal((status, reason), (host.Ask("subid.extents").Status, host.Ask("subid.extents").Reason));
    }

    [Fact]
    public void Docker_takes_the_first_five_ranges_of_whom_it_maps_to()
    {
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Range(0, 6).Select(index => $"dockremap:{100_000 + (index * 100_000)}:65536\n")), engines: "userns-remap");
        host["/etc/passwd"] = SubidHost.Passwd + "dockremap:x:996:996::/:/bin/false\n";

        Finding finding = host.Check().Findings.First(judgement => judgement.Id == "subid.extents").Finding;

        Assert.Equal((Status.Warn, "6 ranges of uids, of which Docker uses the first 5"), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("", "", Status.Skip, "no rows of kubelet: it takes the ids above 65535")]
    [InlineData("kubelet:65536:7208960\n", null, Status.Pass, "ids 65536-7274495, for 110 pods")]
    [InlineData("kubelet:100000:7208960\n", null, Status.Fail, "kubelet wants a start that is a multiple of 65536, not 100000")]
    [InlineData("kubelet:65536:7208961\n", null, Status.Fail, "kubelet wants a count that is a multiple of 65536, not 7208961")]
    [InlineData("kubelet:65536:655360\n", null, Status.Fail, "10 pods find ids, and kubelet wants them for 110")]
    [InlineData("kubelet:65536:7208960\n", "kubelet:131072:7208960\n", Status.Fail, "kubelet wants the same uids and gids, and has uids 65536-7274495 and gids 131072-7340031")]
    [InlineData("kubelet:65536:7208960\nkubelet:7274496:65536\n", null, Status.Fail, "kubelet wants one row of each kind and has 2 of uids, 2 of gids")]
    public void Kubelet_takes_one_aligned_range(string subuid, string? subgid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, subgid);

        Assert.Equal((status, reason), (host.Ask("subid.kubelet").Status, host.Ask("subid.kubelet").Reason));
    }

    [Theory]
    [InlineData("0 1000 1\n1 100000 65536\n", Status.Pass, "process 42 has them")]
    [InlineData("0 1000 1\n", Status.Warn, "its pause process 42 has 1 uids, the files give 65537")]
    [InlineData("0 1000 1\n1 200000 65536\n", Status.Warn, "its pause process 42 has 65537 uids, the files give 65537")]
    public void Podmans_namespace_is_as_old_as_its_pause_process(string map, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(Fine);
        host["/run/user/1000/libpod/tmp/pause.pid"] = "42";
        host["/proc/42/uid_map"] = map;
        host["/proc/42/gid_map"] = "0 1000 1\n1 100000 65536\n";

        Finding finding = host.Ask("subid.stale-podman");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("42; rm -rf /")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void A_pause_file_is_its_users_word(string text)
    {
        using FixtureHost host = SubidHost.Of(Fine);
        host["/run/user/1000/libpod/tmp/pause.pid"] = text;

        Assert.Equal("no pause process", host.Ask("subid.stale-podman").Reason);
    }

    [Fact]
    public void A_map_that_no_kernel_writes_is_no_crash()
    {
        using FixtureHost host = SubidHost.Of(Fine);
        host["/run/user/1000/libpod/tmp/pause.pid"] = "42";
        host["/proc/42/uid_map"] = "junk\n";

        Assert.ThrowsAny<IOException>(() => host.Ask("subid.stale-podman"));
    }
}
