using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>All findings and verdicts of one look.</summary>
/// <param name="Host">The facts it rests on.</param>
/// <param name="Findings">The host's in the order of the catalogue, then each account's in that order. Of many accounts they are made each time they are walked.</param>
public sealed record Report(
    HostFacts Host, Scope Scope, bool Ready, IReadOnlyList<Verdict> Verdicts, Summary Summary, IEnumerable<Judgement> Findings)
{
    public const string Schema = "rootless-host.report/1";

    /// <summary>The findings of <c>prove</c> are among the others.</summary>
    public bool Proven { get; init; }

    /// <summary>Of one check of it.</summary>
    public const string CheckSchema = "rootless-host.check/1";

    public DateTimeOffset GeneratedAt { get; init; } = DateTimeOffset.UnixEpoch;

    public TimeSpan Duration { get; init; }

    /// <summary>What it says of the host itself.</summary>
    public HostLabel Label { get => field ??= HostLabel.Of(Host); init; }

    /// <summary>What is not well, the alike once, as it was found on the way; null when nobody kept it.</summary>
    internal Entries? Problems { get; init; }
}
