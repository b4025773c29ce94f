namespace RootlessHost.Daemon;

/// <summary>How the watching goes: <c>watch</c> of the published document.</summary>
/// <param name="Interval">Longest time between two documents.</param>
/// <param name="Failure">Why the last evaluation failed; null when it did not.</param>
internal sealed record WatchState(
    TimeSpan Interval, bool Enforce, DateTimeOffset StartedAt, long Evaluations, long Failures, string? Failure, int PendingChanges, Attempt? LastApply);
