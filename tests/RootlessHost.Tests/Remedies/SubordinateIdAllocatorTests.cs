using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Remedies;

public sealed class SubordinateIdAllocatorTests
{
    private static readonly IdRange Window = ReservedRange.Between(100_000, 600_100_000);

    [Fact]
    public void Blocks_are_aligned_equal_and_free_of_everything_whatever_is_taken()
    {
        Gen<IdRange> range = Gen.Select(Gen.UInt[90_000, 2_000_000], Gen.UInt[1, 300_000], (start, count) => new IdRange(start, count));
        Gen<(int, bool, bool)> need = Gen.Select(Gen.Int[1000, 1040], Gen.Bool, Gen.Bool, (uid, uids, gids) => (uid, uids || !gids, gids));
        Gen.Select(range.Array[0, 12], range.Array[0, 12], need.Array[1, 12]).Sample((uids, gids, wanted) =>
        {
            SubordinateIdNeed[] needs = [.. wanted.DistinctBy(one => one.Item1).Select(one => Need(one.Item1, one.Item2, one.Item3))];
            var found = new SubordinateIdAllocator(Window, Window, uids, gids).Allocate(needs);

            Assert.Equal(needs.Length, found.Count);
            foreach (SubordinateIdNeed one in needs)
            {
                (IdRange? uid, IdRange? gid) = found[one.Account.Name];
                Assert.Equal((one.Uids, one.Gids), (uid is not null, gid is not null));
                Assert.DoesNotContain(uids, taken => uid is { } block && taken.Overlaps(block));
                Assert.DoesNotContain(gids, taken => gid is { } block && taken.Overlaps(block));
                if (uid is not null && gid is not null) Assert.Equal(uid, gid);
                Assert.All([uid, gid], block => Assert.True(block is null or { Count: 65536 } && (block is null || (block.Value.Start % 65536 == 0 && block.Value.Start >= Window.Start && block.Value.End <= Window.End))));
            }
            Assert.Equal(found.Values.Select(value => value.Uids).OfType<IdRange>().Distinct().Count(), found.Values.Count(value => value.Uids is not null));
            // In whatever order they are named.
            var again = new SubordinateIdAllocator(Window, Window, gidsTaken: gids, uidsTaken: uids.Reverse()).Allocate(needs.Reverse());
            Assert.Equal(found.OrderBy(one => one.Key), again.OrderBy(one => one.Key));
        });
    }

    [Fact]
    public void Where_no_aligned_block_fits_another_does()
    {
        var found = Allocate(ReservedRange.Between(100_000, 180_000), [], Need(1000));

        Assert.Equal(new IdRange(100_000, 65536), found["u1000"].Uids);
    }

    [Fact]
    public void Where_nothing_is_free_as_both_each_kind_gets_its_own()
    {
        IdRange window = ReservedRange.Between(131_072, 262_143);
        var found = new SubordinateIdAllocator(window, window, [new(131_072, 65536)], [new(196_608, 65536)]).Allocate([Need(1000)]);

        Assert.Equal((new IdRange(196_608, 65536), new IdRange(131_072, 65536)), (found["u1000"].Uids, found["u1000"].Gids));
    }

    [Fact]
    public void A_full_window_gives_nothing() => Assert.Empty(Allocate(ReservedRange.Between(100_000, 150_000), [], Need(1000)));

    [Fact]
    public void An_extension_lies_above_what_there_is()
    {
        var found = Allocate(Window, [new(1_000_000, 1000)], Need(1000) with { Above = 1_000_000 });

        Assert.True(found["u1000"].Uids!.Value.Start > 1_000_000);
    }

    [Fact]
    public void Sixty_thousand_at_once_are_quick_and_get_what_there_is()
    {
        var found = Allocate(Window, [.. Enumerable.Range(0, 60_000).Select(index => new IdRange(100_000 + ((ulong)index * 70_000), 10))], [.. Enumerable.Range(1000, 60_000).Select(uid => Need(uid))]);

        Assert.NotEmpty(found);
        Assert.Equal(found.Count, found.Values.Select(value => value.Uids).Distinct().Count());
    }

    [Fact]
    public void Several_accounts_of_one_look_are_offered_different_blocks()
    {
        using FixtureHost host = Checks.Subid.SubidHost.Of("").MakeProgram("/usr/sbin/usermod").MakeProgram("/usr/bin/newuidmap").MakeProgram("/usr/bin/newgidmap");

        string[] forward = [.. Commands(host, "alice", "bob")];
        string[] backward = [.. Commands(host, "bob", "alice")];

        Assert.Equal(["usermod --add-subuids 131072-196607 --add-subgids 131072-196607 alice", "usermod --add-subuids 196608-262143 --add-subgids 196608-262143 bob"], forward.Order());
        Assert.Equal(forward.Order(), backward.Order());
    }

    [Fact]
    public void A_directory_keeps_the_low_ids_for_itself()
    {
        using FixtureHost host = Checks.Subid.SubidHost.Of("").MakeProgram("/usr/sbin/usermod");
        host["/etc/nsswitch.conf"] = "passwd: files sss\n";

        Assert.Equal(["usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice"], host.Ask("subid.present").Remedy!.Commands);
    }

    [Theory]
    [InlineData("x:131072:65536 \n")] // invisible to newuidmap
    [InlineData("x:0131072:1\nx:0400000:1\n")] // octal 131072, decimal 131072
    [InlineData("#x:131072:65536\n")]
    [InlineData("+x:131072:65536\n")]
    [InlineData("x:131072:65536:y\n")]
    [InlineData("131100:131100:1\n")]
    public void Every_reading_of_every_row_is_kept_clear(string row)
    {
        using FixtureHost host = Checks.Subid.SubidHost.Of(row).MakeProgram("/usr/sbin/usermod");

        Assert.Equal(["usermod --add-subuids 196608-262143 --add-subgids 196608-262143 alice"], host.Ask("subid.present").Remedy!.Commands);
    }

    [Fact]
    public void Real_ids_are_kept_clear()
    {
        using FixtureHost host = Checks.Subid.SubidHost.Of("").MakeProgram("/usr/sbin/usermod");
        host["/etc/group"] = Checks.Subid.SubidHost.Group + "big:x:140000:\n";

        Assert.Equal(["usermod --add-subuids 196608-262143 --add-subgids 196608-262143 alice"], host.Ask("subid.present").Remedy!.Commands);
    }

    private static IEnumerable<string> Commands(FixtureHost host, params string[] users) =>
        host.Check(users).Findings.Where(judgement => judgement.Id == "subid.present").SelectMany(judgement => judgement.Finding.Remedy!.Commands);

    private static Dictionary<string, (IdRange? Uids, IdRange? Gids)> Allocate(IdRange window, IdRange[] taken, params SubordinateIdNeed[] needs) =>
        new SubordinateIdAllocator(window, window, taken, taken).Allocate(needs);

    private static SubordinateIdNeed Need(int uid, bool uids = true, bool gids = true) => new(new Account($"u{uid}", (uint)uid, (uint)uid, "/", ""), uids, gids);
}
