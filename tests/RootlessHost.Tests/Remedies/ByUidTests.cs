using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Remedies;
using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Remedies;

/// <summary>The table of packaging/README.md on <c>allocate = "by-uid"</c>, held against what is given.</summary>
public sealed class ByUidTests
{
    [Fact]
    public void Every_window_of_the_table_has_as_many_blocks_and_uids_as_it_says()
    {
        Match[] rows = [.. Regex.Matches(
            File.ReadAllText(Path.Combine(CatalogueTests.Sources(), "packaging/README.md")),
            @"^\| (?<min>\d+)-(?<max>\d+)[^|]* \| (?<blocks>[\d,]+) \| 1000-(?<last>\d+)(, without (?<without>\d+))? \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture).Cast<Match>()];

        Assert.Equal(3, rows.Length);
        foreach (Match row in rows)
        {
            (ulong min, ulong max, uint last) = (Number(row, "min"), Number(row, "max"), (uint)Number(row, "last"));
            var policy = new SubordinateIdPolicy(ByUid: true, Min: min, Max: max);
            ulong start = SubordinateIdBlocks.Step(min);
            uint? without = row.Groups["without"].Success ? (uint)Number(row, "without") : null;

            Assert.Equal(Number(row, "blocks"), last - 1000 + 1UL);
            Assert.Equal(new IdRange(start, 65536), Given(1000, policy));
            Assert.Equal(new IdRange(start + ((last - 1000UL) * 65536), 65536), Given(last, policy));
            Assert.Null(Given(last + 1, policy));
            // Every other uid has its block: none of them touches what is reserved.
            IdRange window = ReservedRange.Between(min, max);
            Assert.Equal(Number(row, "blocks") - (without is null ? 0UL : 1), Free(new SubordinateIdBlocks(window, [.. ReservedRange.Everywhere.Select(reserved => reserved.Range)])));
            if (without is { } uid)
            {
                Assert.Null(Given(uid, policy));
                Assert.NotNull(Given(uid - 1, policy));
            }
        }
    }

    [Fact]
    public void The_first_window_is_that_of_a_host_that_says_nothing()
    {
        var policy = new SubordinateIdPolicy(ByUid: true);

        Assert.Equal([new IdRange(131072, 65536), new IdRange(131072 + (9153UL * 65536), 65536), null], [Given(1000, policy), Given(10153, policy), Given(10154, policy)]);
    }

    [Fact]
    public void Nothing_else_on_a_host_changes_the_block()
    {
        Gen<int[]> others = Gen.Int[1000, 10153].Array[0, 8];
        Gen.Select(Gen.Int[1000, 10153], others, others).Sample((uid, accounts, owners) =>
        {
            int[] before = [.. owners.Where(owner => owner != uid).Distinct()];
            string rows = string.Concat(before.Select(owner => $"{owner}:{131072 + ((owner - 1000) * 65536L)}:65536\n"));
            string others = string.Concat(accounts.Where(other => other != uid).Distinct().Select(other => $"u{other}:x:{other}:{other}::/home/alice:/bin/bash\n"));

            Assert.Equal(new IdRange((ulong)(131072 + ((uid - 1000) * 65536L)), 65536), Given((uint)uid, new SubordinateIdPolicy(ByUid: true), rows, others));
        }, iter: 100, threads: 1);
    }

    private static ulong Free(SubordinateIdBlocks blocks)
    {
        ulong count = 0;
        while (blocks.Take(above: 0) is not null) count++;
        return count;
    }

    private static ulong Number(Match row, string name) => ulong.Parse(row.Groups[name].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    // What a host's plan gives to that uid, the same as uids and as gids; null when it is refused.
    private static IdRange? Given(uint uid, SubordinateIdPolicy policy, string rows = "", string others = "")
    {
        using FixtureHost host = new FixtureHost { Engines = ["docker"] }.AsDebian(("uidmap", "1:4.13", "/usr/bin/getsubids"));
        host["/etc/passwd"] = $"root:x:0:0:root:/root:/bin/bash\nalice:x:{uid}:{uid}::/home/alice:/bin/bash\n{others}";
        host["/etc/subuid"] = host["/etc/subgid"] = rows;
        Plan plan = host.Plan(policy, "alice");
        (string Target, string? After)[] given = [.. plan.Changes.Where(change => change.User == "alice" && change.Target.StartsWith("/etc/sub", StringComparison.Ordinal)).Select(change => (change.Target, change.After))];
        if (given.Length == 0)
        {
            Assert.Contains(plan.Refusals, refusal => refusal.What.Contains("allocate = \"by-uid\"", StringComparison.Ordinal));
            return null;
        }
        Assert.Equal(["/etc/subuid", "/etc/subgid"], given.Select(change => change.Target));
        Assert.Equal(given[0].After, given[1].After);
        string[] row = given[0].After!.Split('\n')[0].Split(':');
        Assert.Equal("alice", row[0]);
        return new IdRange(ulong.Parse(row[1]), ulong.Parse(row[2]));
    }
}
