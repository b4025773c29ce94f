using System.Diagnostics;
using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class OverlapTests
{
    [Theory]
    [InlineData("alice:100000:65536\nbob:165536:65536\n", Status.Pass, "no other owner has them")]
    [InlineData("alice:100000:65536\nbob:100000:65536\n", Status.Fail, "uids 100000-165535 are also given to bob")]
    [InlineData("bob:90000:20000\nalice:100000:65536\n", Status.Fail, "uids 100000-109999 are also given to bob")]
    [InlineData("alice:100000:65536\nbob:165535:65536\n", Status.Fail, "uids 165535-165535 are also given to bob")]
    [InlineData("alice:100000:65536\n1001:120000:10\n", Status.Fail, "uids 120000-120009 are also given to bob")]
    [InlineData("alice:100000:65536\n1000:100000:65536\n", Status.Pass, "no other owner has them")] // subid.self says it
    [InlineData("alice:100000:65536\nroot:1000:4000000000\n", Status.Fail, "uids 100000-165535 are also given to root")]
    [InlineData("alice:100000:65536\ngone:100000:65536\n", Status.Warn, "uids 100000-165535 are also given to gone, an account that is not there")]
    [InlineData("alice:100000:65536\n4242:100000:65536\n", Status.Warn, "uids 100000-165535 are also given to 4242, an account that is not there")]
    [InlineData("alice:100000:65536\ndockremap:100000:65536\n", Status.Warn, "uids 100000-165535 are also given to dockremap")]
    [InlineData("alice:100000:65536\ncontainers:2147483647:2147483648\n", Status.Pass, "no other owner has them")]
    [InlineData("alice:100000:65536\n#bob:100000:65536\n!bob:100000:65536\n", Status.Pass, "no other owner has them")]
    [InlineData("alice:100000:65536\nbob:100000:65536 \n", Status.Warn, "uids 100000-165535 are also given to bob")]
    [InlineData("alice:100000:65536\nbob:0100000:65536\n", Status.Fail, "uids 100000-165535 are also given to bob")]
    [InlineData("alice:100000:65536\nbob:0:0\n", Status.Fail, "uids 100000-165535 are also given to bob")]
    [InlineData("alice:100000:65536\nbob:100000:0\n", Status.Pass, "no other owner has them")]
    [InlineData("bob:100000:65536\n", Status.Skip, "follows from subid.present")]
    public void Says_who_else_has_the_ids(string subuid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid);

        Finding finding = host.Ask("subid.overlap");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void Both_rows_are_shown()
    {
        using FixtureHost host = SubidHost.Of("alice:200000:65536\n", "bob:100000:65536\nalice:100000:65536\n");

        Assert.Equal(["/etc/subgid:2 alice:100000:65536", "/etc/subgid:1 bob:100000:65536"], host.Ask("subid.overlap").Evidence.Select(evidence => $"{evidence.Place} {evidence.Text}"));
    }

    [Theory]
    [InlineData("bob:100000:65536\nalice:100000:65536\n", "sed -i '/^alice:100000:65536$/d' /etc/subuid")]
    [InlineData("alice:100000:65536\nbob:120000:65536\n", "sed -i '/^bob:120000:65536$/d' /etc/subuid")]
    [InlineData("gone:100000:65536\nalice:100000:65536\n", "sed -i '/^gone:100000:65536$/d' /etc/subuid")]
    [InlineData("alice:100000:65536\ngo.ne$:100000:65536\n", @"sed -i '/^go\.ne\$:100000:65536$/d' /etc/subuid")]
    public void The_later_row_leaves_or_the_one_of_nobody(string subuid, string command)
    {
        using FixtureHost host = SubidHost.Of(subuid, "alice:100000:65536\n");

        Assert.Equal([command], host.Ask("subid.overlap").Remedy!.Commands);
    }

    [Fact]
    public void Both_accounts_are_told_the_same()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\nbob:120000:65536\n");

        string[] told = [.. new[] { "alice", "bob" }.Select(user => host.Ask("subid.overlap", user).Remedy!.Summary)];

        Assert.Equal("delete line 2 of /etc/subuid (files that containers made with those ids keep them), then check again for a free range", Assert.Single(told.Distinct()));
    }

    [Fact]
    public void Two_logins_with_one_uid_are_one_owner()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\nalias:100000:65536\n");
        host["/etc/passwd"] = SubidHost.Passwd + "alias:x:1000:1000::/home/alice:/bin/bash\n";

        Assert.Equal(Status.Pass, host.Ask("subid.overlap").Status);
    }

    [Fact]
    public void A_directory_may_know_the_owner()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\ncarol:100000:65536\n");
        host["/etc/nsswitch.conf"] = "passwd: files sss\n";

        Assert.Equal((Status.Fail, "uids 100000-165535 are also given to carol"), (host.Ask("subid.overlap").Status, host.Ask("subid.overlap").Reason));
    }

    [Fact]
    public void A_hundred_thousand_equal_rows_are_counted_and_not_listed()
    {
        const int Others = 120_000;
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Range(2000, Others).Select(uid => $"{uid}:100000:65536\n")) + "alice:100000:65536\nbob:100000:65536\n");
        long start = Stopwatch.GetTimestamp();

        Finding finding = host.Ask("subid.overlap");

        Assert.Equal("uids 100000-165535 are also given to bob", finding.Reason);
        Assert.Equal(2, finding.Evidence.Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60)); // every pair would be minutes
    }

    [Fact]
    public void Many_accounts_with_one_range_are_counted()
    {
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Range(2000, 1000).Select(uid => $"{uid}:100000:65536\n")) + "alice:100000:65536\n");
        host["/etc/passwd"] = SubidHost.Passwd + string.Concat(Enumerable.Range(2000, 1000).Select(uid => $"u{uid}:x:{uid}:{uid}::/:/bin/sh\n"));

        Finding finding = host.Ask("subid.overlap");

        Assert.Equal("uids 100000-165535 are also given to u2000 and 999 more rows", finding.Reason);
        Assert.Equal(4, finding.Evidence.Count);
    }
}
