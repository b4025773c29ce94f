using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class SelfTests
{
    [Theory]
    [InlineData("alice:100000:65536\n", Status.Pass, "each id once")]
    [InlineData("alice:100000:65536\nalice:165536:65536\n", Status.Pass, "each id once")]
    [InlineData("alice:1000:65536\n", Status.Fail, "uid 1000 is alice's own and lies in its uids 1000-66535")]
    [InlineData("alice:100000:65536\nalice:100000:65536\n", Status.Fail, "uids 100000-165535 are given twice")]
    [InlineData("alice:100000:65536\n1000:100000:65536\n", Status.Fail, "uids 100000-165535 are given twice")]
    [InlineData("alice:100000:65536\nalice:0x186a0:65536\n", Status.Fail, "uids 100000-165535 are given twice")]
    [InlineData("alice:100000:65536\nalice:165535:10\n", Status.Fail, "uids 165535-165535 are in two ranges")]
    [InlineData("alice:100000:65536\nalice:150000:65536\nbob:100000:3\n1000:120000:5\n", Status.Fail, "uids 120000-120004 are in two ranges, and 1 more")]
    [InlineData("bob:100000:65536\n", Status.Skip, "follows from subid.present")]
    public void Finds_an_id_that_would_be_mapped_twice(string subuid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid);

        Finding finding = host.Ask("subid.self");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void The_gids_are_looked_at_when_the_uids_are_well()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n", "alice:500:65536\n");

        Assert.Equal("gid 1000 is alice's own and lies in its gids 500-66035", host.Ask("subid.self").Reason);
    }

    [Fact]
    public void Names_both_rows_and_takes_the_later_one_away()
    {
        using FixtureHost host = SubidHost.Of("# ours\nalice:100000:65536\nbob:300000:65536\n1000:100000:65536\n");

        Finding finding = host.Ask("subid.self");

        Assert.Equal(["/etc/subuid:2", "/etc/subuid:4"], finding.Evidence.Select(evidence => evidence.Place));
        Assert.Equal(["sed -i '/^1000:100000:65536$/d' /etc/subuid"], finding.Remedy!.Commands);
        Assert.False(finding.Remedy.Automatic);
    }

    [Theory]
    [InlineData("alice:100000:65536\nalice:100000:65536\n", "sed -i '2{/^alice:100000:65536$/d}' /etc/subuid")] // only one of two equal lines
    [InlineData("alice:100000:65536\n alice:100000:65536\n", null)]
    public void A_line_is_taken_away_by_what_stands_in_it(string subuid, string? command)
    {
        using FixtureHost host = SubidHost.Of(subuid, "alice:100000:65536\n");

        Assert.Equal(command, host.Ask("subid.self").Remedy?.Commands.SingleOrDefault());
    }

    [Theory]
    [InlineData("1.1.0-1+b4", "1000:100000:65536\n", true, Status.Fail, "uids 100000-165535 are given to 1000, a number, and RootlessKit 1.1.0 takes such a row twice")]
    [InlineData("1.1.0-1+b4", "alice:100000:65536\n", true, Status.Pass, "each id once")]
    [InlineData("1.1.0-1+b4", "1000:100000:65536\n", false, Status.Pass, "each id once")]
    [InlineData("1.1.1-1", "1000:100000:65536\n", true, Status.Pass, "each id once")]
    [InlineData("0.14.2-1", "1000:100000:65536\n", true, Status.Pass, "each id once")]
    public void RootlessKit_1_1_0_maps_a_row_by_number_twice(string rootlesskit, string subuid, bool hasGetsubids, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost { Engines = ["podman", "docker"] }.AsDebian(("rootlesskit", rootlesskit, "/usr/bin/rootlesskit"));
        host["/etc/subuid"] = subuid;
        host["/etc/subgid"] = subuid;
        if (hasGetsubids) host.MakeProgram("/usr/bin/getsubids");

        Finding finding = host.Ask("subid.self");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (status is Status.Fail) Assert.Equal("docker: sed -i 's/^1000:/alice:/' /etc/subuid", $"{Assert.Single(finding.Engines!)}: {Assert.Single(finding.Remedy!.Commands)}");
    }

    [Theory]
    [InlineData("2.0.2-1", "1000:100000:65536", true, "podman docker", Status.Fail, "podman")]
    [InlineData("2.0.2-1", "1000:100000:65536", true, "docker", Status.Warn, null)]
    [InlineData("2.0.2-1", "1000:100001:65536", true, "docker", Status.Fail, null)] // not the same: the kernel has the last word
    [InlineData("2.0.2-1", "1000:100000:65536", false, "docker", Status.Fail, null)] // it reads the file itself
    [InlineData("1.1.0-1+b4", "1000:100000:65536", true, "docker", Status.Fail, null)]
    [InlineData("2.0.2-1", "1000:100000:65536", true, "podman", Status.Fail, null)]
    public void RootlessKit_after_1_1_0_takes_equal_rows_once(string rootlesskit, string second, bool hasGetsubids, string engines, Status status, string? of)
    {
        using FixtureHost host = new FixtureHost { Engines = engines.Split(' ') }.AsDebian(("rootlesskit", rootlesskit, "/usr/bin/rootlesskit"));
        host["/etc/subuid"] = host["/etc/subgid"] = $"alice:100000:65536\n{second}\n";
        if (hasGetsubids) host.MakeProgram("/usr/bin/getsubids");

        Finding finding = host.Ask("subid.self");

        Assert.Equal((status, of), (finding.Status, finding.Engines is null ? null : string.Join(' ', finding.Engines)));
    }

    [Fact]
    public void A_hundred_thousand_rows_of_one_account_are_one_finding()
    {
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Repeat("alice:100000:65536\n", 100_000)));

        Finding finding = host.Ask("subid.self");

        Assert.Equal("uids 100000-165535 are given twice, and 99998 more", finding.Reason);
        Assert.Equal(2, finding.Evidence.Count);
    }
}
