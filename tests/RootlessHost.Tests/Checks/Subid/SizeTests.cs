using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class SizeTests
{
    [Theory]
    [InlineData("alice:100000:65536\n", null, "podman", Status.Pass, "65536 uids and gids")]
    [InlineData("alice:1000000:1073741824\n", null, "podman", Status.Pass, "1073741824 uids and gids")]
    [InlineData("alice:100000:1000\n", null, "podman", Status.Fail, "1000 subordinate uids and gids, 65536 needed")]
    [InlineData("alice:100000:65535\n", null, "podman", Status.Fail, "65535 subordinate uids and gids, 65536 needed")]
    [InlineData("alice:100000:65536\n", "alice:100000:1000\n", "podman", Status.Fail, "1000 subordinate gids, 65536 needed")]
    [InlineData("alice:100000:10\n", "alice:100000:1000\n", "podman", Status.Fail, "10 subordinate uids and 1000 gids, 65536 needed")]
    [InlineData("alice:100000:40000\nalice:200000:40000\n", null, "docker", Status.Warn, "40000 subordinate uids and gids in one range, 65536 only in sum")]
    [InlineData("alice:100000:40000\nalice:200000:40000\n", null, "lxc", Status.Fail, "40000 subordinate uids and gids in one range, 65536 only in sum")]
    [InlineData("alice:100000:40000\n1000:200000:40000\n", null, "docker", Status.Warn, "40000 subordinate uids and gids in one range, 65536 only in sum")]
    [InlineData("bob:100000:65536\n", null, "podman", Status.Skip, "follows from subid.present")]
    [InlineData("alice:100000:65536\n", "", "podman", Status.Skip, "follows from subid.present")]
    public void Counts_the_ids(string subuid, string? subgid, string engine, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, subgid, engines: engine);

        Finding finding = host.Ask("subid.size");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void What_is_enough_only_in_sum_fails_those_that_take_one_range_and_them_alone()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:40000\nalice:200000:40000\n", engines: ["podman", "lxc"]);

        Assert.Equal(["lxc"], host.Ask("subid.size").Engines!);
    }

    [Fact]
    public void Offers_a_further_line_that_comes_last_in_the_file_and_in_number()
    {
        using FixtureHost host = SubidHost.Of("alice:500000:1000\n").MakeProgram("/usr/sbin/usermod");

        Finding finding = host.Ask("subid.size");

        Assert.Equal(["usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice"], finding.Remedy!.Commands);
        Assert.Equal(["/etc/subuid:1 alice:500000:1000", "/etc/subgid:1 alice:500000:1000"], finding.Evidence.Select(evidence => $"{evidence.Place} {evidence.Text}"));
        Assert.Equal(("65536", "1000"), (finding.Expected, finding.Actual));
    }
}
