using System.Text.Json;

namespace RootlessHost.Tests.Packaging;

/// <summary>The Ansible collection, on twenty hosts at once.</summary>
public sealed class AnsibleTests(Fleet fleet) : IClassFixture<Fleet>
{
    private const string Full =
        "the block of uid 1120 (1886912512-1886978047) is not free: allocate = \"by-uid\" gives no other; "
        + "subid.present alice: no subordinate uids or gids; the block of uid 1000 (1879048192-1879113727) is not free: allocate = \"by-uid\" gives no other; "
        + "subid.present bob: no subordinate uids or gids; the block of uid 1001 (1879113728-1879179263) is not free: allocate = \"by-uid\" gives no other; "
        + "subid.present u20: no subordinate uids or gids; the block of uid 1120 (1886912512-1886978047) is not free: allocate = \"by-uid\" gives no other";

    [Fact]
    public void Check_mode_tells_of_every_change_and_makes_none()
    {
        foreach (string host in Fleet.Good)
        {
            JsonElement answer = fleet.Answer("check", host);
            Assert.True(answer.GetProperty("changed").GetBoolean(), host);
            Assert.Empty(answer.GetProperty("transactions").EnumerateArray());
        }
        foreach (string diff in (string[])
        [
            "--- before: net.ipv4.ip_unprivileged_port_start (sysctl)\n+++ after: net.ipv4.ip_unprivileged_port_start (sysctl)\n@@ -1 +1 @@\n-1024\n+80\n",
            "--- before: /etc/subuid (file)\n+++ after: /etc/subuid (file)\n@@ -0,0 +1 @@\n+alice:1879048192:65536\n",
            "--- before: /etc/subgid (file)\n+++ after: /etc/subgid (file)\n@@ -0,0 +1 @@\n+bob:1879113728:65536\n",
        ])
        {
            Assert.Equal(Fleet.Good.Count(), fleet.Text("check.out").Split(diff).Length - 1);
        }
        Assert.Equal(fleet.Text("before"), fleet.Text("after"));
        Assert.Contains("h02", fleet.Text("inventory"), StringComparison.Ordinal);
        Assert.NotEmpty(fleet.Text("before"));
    }

    [Fact]
    public void The_first_run_changes_what_was_told_and_the_second_nothing()
    {
        foreach (string host in Fleet.Good)
        {
            JsonElement[] runs = [fleet.Answer("check", host), fleet.Answer("first", host), fleet.Answer("second", host)];

            Assert.Equal((host, true, false), (host, runs[1].GetProperty("changed").GetBoolean(), runs[2].GetProperty("changed").GetBoolean()));
            Assert.Equal(runs[0].GetProperty("changes").GetRawText(), runs[1].GetProperty("changes").GetRawText());
            Assert.Equal("[]", runs[2].GetProperty("changes").GetRawText());
            Assert.Equal(["engine-restart", "engine-restart", "immediately"], runs.Select(run => run.GetProperty("takes_effect").GetString()));
            Assert.All(runs, run => Assert.True(run.GetProperty("ready").GetBoolean()));
            Assert.Equal([0, 1, 0], runs.Select(run => run.GetProperty("transactions").GetArrayLength()));
        }
    }

    [Theory]
    [InlineData("check")]
    [InlineData("first")]
    [InlineData("second")]
    public void A_host_where_it_cannot_be_done_fails_with_the_reason_and_stays_as_it_is(string run)
    {
        JsonElement answer = fleet.Answer(run, Fleet.Broken);

        Assert.Contains($"{Fleet.Broken} | FAILED! => ", fleet.Text($"{run}.out"), StringComparison.Ordinal);
        Assert.False(answer.GetProperty("changed").GetBoolean());
        Assert.Equal(Full, answer.GetProperty("msg").GetString());
        Assert.Equal("root:1879048192:268435456\n", fleet.Text("h20/etc/subuid"));
    }

    [Fact]
    public void Each_user_has_the_same_ids_on_every_host_and_nobody_those_of_somebody_else()
    {
        var owners = new Dictionary<string, string>();
        foreach (string host in Fleet.Good)
        {
            string[] rows = [.. fleet.Text($"{host}/etc/subuid").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.Equal(fleet.Text($"{host}/etc/subuid"), fleet.Text($"{host}/etc/subgid"));
            Assert.Contains("alice:1879048192:65536", rows);
            Assert.Contains("bob:1879113728:65536", rows);
            foreach (string[] row in rows.Select(row => row.Split(':')))
            {
                if (owners.TryGetValue(row[1], out string? owner)) Assert.Equal(owner, row[0]);
                owners[row[1]] = row[0];
            }
        }
        // alice, bob, and somebody on each host, whose ids are useradd's on every second one.
        Assert.Equal(2 + 18, owners.Count);
    }

    [Fact]
    public void Information_is_an_answer_whatever_it_is()
    {
        JsonElement good = fleet.Answer("info", "h02");
        JsonElement broken = fleet.Answer("info", Fleet.Broken);

        Assert.Equal((true, false), (good.GetProperty("ready").GetBoolean(), broken.GetProperty("ready").GetBoolean()));
        Assert.All((JsonElement[])[good, broken], answer => Assert.False(answer.GetProperty("changed").GetBoolean()));
        Assert.Contains($"{Fleet.Broken} | SUCCESS => ", fleet.Text("info.out"), StringComparison.Ordinal);
        Assert.Equal("rootless-host.report/1", good.GetProperty("report").GetProperty("schema").GetString());
        Assert.Equal(["u2", "alice", "bob"], good.GetProperty("ids").GetProperty("uid").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("owner").GetString()));
    }

    [Fact]
    public void The_role_installs_the_package_once_makes_the_host_ready_and_leaves_a_fact()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Packages.Sources, "artifacts/packages")), "the packages are not built: packaging/build");
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/apt/__init__.py"), "python3-apt is not installed");

        Assert.Matches(@"\nh01 +: ok=\d+ +changed=5 +unreachable=0 +failed=0 ", fleet.Text("role.1"));
        Assert.Matches(@"\nh01 +: ok=\d+ +changed=0 +unreachable=0 +failed=0 ", fleet.Text("role.2"));
        Assert.Equal("alice:1879048192:65536\nbob:1879113728:65536\nu1:1885667328:65536\n", fleet.Text("h01/etc/subuid"));
        Assert.StartsWith("# What should be on this host", fleet.Text("h01/etc/rootless-host/config.toml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_role_writes_down_what_should_be_once_and_only_what_can_be_used()
    {
        // The host is as it should be already; only the folder and the file are new.
        Assert.Matches(@"\nh03 +: ok=\d+ +changed=1 +unreachable=0 +failed=0 ", fleet.Text("config.1"));
        Assert.Matches(@"\nh03 +: ok=\d+ +changed=2 +unreachable=0 +failed=0 ", fleet.Text("config.2"));
        Assert.Matches(@"\nh03 +: ok=\d+ +changed=0 +unreachable=0 +failed=0 ", fleet.Text("config.3"));
        Assert.Equal("""
            # Ansible managed
            users = ["alice", "u3"]
            engines = ["docker"]

            [subordinate-ids]
            allocate = "by-uid"
            min = 1879048192
            max = 2147483647

            [apply]
            host-wide = true

            [[profile]]
            users = ["bob"]
            needs = ["port:80"]

            """, fleet.Text("h03/etc/rootless-host/config.d/50-ansible.toml"));
        Assert.Contains("failed to validate", fleet.Text("config.4"), StringComparison.Ordinal);
        Assert.Contains("no engine 'dokcer'", fleet.Text("config.4"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_is_a_fact_of_the_host_where_the_role_was()
    {
        Assert.Matches(@"\nh02 +: ok=\d+ +changed=2 +unreachable=0 +failed=0 ", fleet.Text("role.3"));
        JsonElement fact = fleet.Answer("facts", "h02").GetProperty("ansible_facts").GetProperty("ansible_local").GetProperty("rootless_host");

        Assert.Equal(fact.GetProperty("ready").GetBoolean() ? "ready" : "not ready", fact.GetProperty("msg").GetString()!.Split(':', ',')[0]);
        Assert.Equal("{}", fleet.Answer("facts", "h20").GetProperty("ansible_facts").GetProperty("ansible_local").GetRawText());
    }
}
