using System.Diagnostics;

namespace RootlessHost.Proofs;

/// <summary>The time for proofs. Each user has an equal share of what is left, so that whoever stops their own keeps nobody else from an answer; the last of it is for cleaning up.</summary>
internal sealed class ProofTime
{
    private static readonly TimeSpan MostReserve = TimeSpan.FromSeconds(6);

    private readonly long _start;
    private readonly TimeSpan? _limit;

    private ProofTime(long start, TimeSpan? limit) => (_start, _limit) = (start, limit);

    /// <param name="start">When it began, <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="limit">How long all may take; zero for ever.</param>
    public static ProofTime Until(long start, TimeSpan limit) => new(start, limit == TimeSpan.Zero ? null : limit - (limit / 4 < MostReserve ? limit / 4 : MostReserve));

    /// <summary>For one of so many who are still to be proven for; at most as long as all their proofs may take, one after the other.</summary>
    public TimeSpan Share(int users, TimeSpan most)
    {
        if (_limit is not { } limit) return most;
        TimeSpan share = (limit - Stopwatch.GetElapsedTime(_start)) / users;
        return share < TimeSpan.Zero ? TimeSpan.Zero : share < most ? share : most;
    }

    /// <summary>Nothing is left.</summary>
    public bool IsUp => _limit is { } limit && Stopwatch.GetElapsedTime(_start) >= limit;
}
