namespace RootlessHost.Reports;

/// <summary>What the worker says of itself in the report that it publishes: the member <c>watch</c>.</summary>
/// <param name="Interval">Between two evaluations, where nothing announces a change.</param>
/// <param name="Enforce">What is not as it should be is remedied.</param>
/// <param name="Evaluations">Since the worker started.</param>
/// <param name="Failures">How many of them came to nothing.</param>
/// <param name="Failure">Why the last one did, on one line; null when it did not.</param>
/// <param name="PendingChanges">What <c>plan</c> would change.</param>
/// <param name="LastApply">When it last applied, and whether that succeeded; null when it never did.</param>
/// <param name="Ids">Who has which subordinate ids; null where that is not known.</param>
internal sealed record WatchRecord(
    TimeSpan Interval, bool Enforce, DateTimeOffset StartedAt, long Evaluations, long Failures, string? Failure, int PendingChanges, (DateTimeOffset At, bool Success)? LastApply,
    IReadOnlyList<IdsTable>? Ids);
