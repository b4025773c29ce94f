using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class SubidOverlapsTests
{
    private static readonly Gen<SubidClaim[]> Claims = Gen.Select(Gen.Int[0, 40], Gen.Int[1, 12], Gen.Int[0, 4], (start, count, owner) => ((ulong)start, (ulong)(start + count), (ulong)owner)).Array[0, 14]
        .Select(claims => claims.Select((claim, row) => new SubidClaim(claim.Item1, claim.Item2, claim.Item3, row)).ToArray());

    [Fact]
    public void Finds_what_comparing_each_with_each_finds() => Gen.Select(Claims, Gen.Int[0, 45], Gen.Int[0, 10], Gen.Int[0, 4], (claims, start, count, owner) => (claims, new IdRange((ulong)start, (ulong)count), (ulong)owner)).Sample(sample =>
    {
        (SubidClaim[] claims, IdRange range, ulong owner) = sample;
        var overlaps = new SubidOverlaps(claims);
        SubidClaim[] meeting = [.. claims.Where(claim => claim.Range.Overlaps(range))];
        SubidClaim[] others = [.. meeting.Where(claim => claim.Owner != owner)];

        Assert.Equal(others.Length > 0, overlaps.Meets(range, owner));
        Assert.Equal(meeting.Length, overlaps.Count(range));
        SubidClaim[] named = [.. overlaps.Others(range, owner, 3)];
        Assert.Subset(others.ToHashSet(), named.ToHashSet());
        Assert.Equal(others.Length > 0, named.Length > 0);
        Assert.True(named.Length <= 3 && named.Distinct().Count() == named.Length);
    });

    [Fact]
    public void Lists_and_counts_the_pairs() => Claims.Sample(claims =>
    {
        var overlaps = new SubidOverlaps(claims);
        long pairs = claims.Sum(a => claims.Count(b => b.Row > a.Row && a.Range.Overlaps(b.Range)));

        Assert.Equal(pairs, overlaps.CountPairs());
        Assert.Equal(Math.Min(pairs, 5), overlaps.Pairs(5).Count());
        Assert.All(overlaps.Pairs(1000), pair => Assert.True(pair.A.Range.Overlaps(pair.B.Range)));
    });
}
