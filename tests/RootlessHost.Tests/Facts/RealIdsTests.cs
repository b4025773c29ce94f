using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class RealIdsTests
{
    [Fact]
    public void The_first_name_of_an_id_is_the_one_that_is_shown()
    {
        var ids = new RealIds([(1000, "alice"), (0, "root"), (1000, "alias"), (uint.MaxValue, "last")]);

        Assert.Equal([0u, 1000u, uint.MaxValue], ids.Ids.ToArray());
        Assert.Equal(("alice", "last", null), (ids.Find(1000), ids.Find(uint.MaxValue), ids.Find(5)));
    }

    [Fact]
    public void Counts_what_looking_at_each_counts() => Gen.Select(Gen.UInt[0, 60].Array, Gen.UInt[0, 60], Gen.UInt[0, 30]).Sample((known, start, count) =>
    {
        var ids = new RealIds(known.Select((id, index) => (id, $"{index}")));
        var range = new IdRange(start, count);
        (int first, int found) = ids.Within(range);

        Assert.Equal(known.Distinct().Where(id => range.Contains(id)).Order(), ids.Ids.Slice(first, found).ToArray());
        Assert.All(known, id => Assert.Equal($"{Array.IndexOf(known, id)}", ids.Find(id)));
    });
}
