using System.Collections.Concurrent;
using RootlessHost.Remedies;

namespace RootlessHost.Checks;

/// <summary>
/// A check's answer, before the engines and the needs weigh it: <see cref="Status.Fail"/> says that the fact does not hold, and becomes a
/// warning where the engines asked about only recommend it.
/// </summary>
/// <param name="Status">What became of the check.</param>
/// <param name="Reason">A lower-case fragment with the number in it: <c>1000 subordinate uids, 65536 needed</c>.</param>
public sealed record Finding(Status Status, string Reason)
{
    // There are as many as checks, and of 60,000 accounts without ids each has ten.
    private static readonly ConcurrentDictionary<string, Finding> Following = new(StringComparer.Ordinal);

    /// <summary>What would pass, in the same terms as <see cref="Actual"/>.</summary>
    public string? Expected { get; init; }

    public string? Actual { get; init; }

    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>What would make it pass; null when nothing here can.</summary>
    public Remedy? Remedy { get; init; }

    /// <summary>The check that fails, which this one cannot hold because of; null when it is none.</summary>
    public string? Follows { get; init; }

    /// <summary>After what it will pass, where everything is done for it and only the kernel or the session is older; null when more is to be done.</summary>
    public TakesEffect? Awaits { get; init; }

    /// <summary>The only engines that the answer is about, where others are satisfied; null for all.</summary>
    public IReadOnlyList<string>? Engines { get; init; }

    public static Finding Pass(string reason) => new(Status.Pass, reason);

    public static Finding Warn(string reason) => new(Status.Warn, reason);

    public static Finding Fail(string reason) => new(Status.Fail, reason);

    /// <summary>Nothing in reach tells. Unknown is not pass: where an engine requires it, that engine is not ready.</summary>
    public static Finding Unknown(string reason) => new(Status.Unknown, reason);

    public static Finding Skip(string reason) => new(Status.Skip, reason);

    /// <summary>It cannot hold because another check fails: one cause is one failure.</summary>
    public static Finding FollowsFrom(string id) => Following.GetOrAdd(id, static id => new(Status.Skip, $"follows from {id}") { Follows = id });

    public Finding Because(params Evidence[] evidence) => this with { Evidence = [.. Evidence, .. evidence] };

    /// <summary>Evidence without a line: the whole of a file, a sysctl, a call.</summary>
    public Finding Because(string source, string? text = null) => Because(new Evidence(source, Text: text));

    public Finding Wanted(string expected, string actual) => this with { Expected = expected, Actual = actual };

    public Finding With(Remedy? remedy) => this with { Remedy = remedy };

    public Finding For(IReadOnlyList<string> engines) => this with { Engines = engines };

    public Finding AwaitingReboot() => (this with { Awaits = TakesEffect.Reboot }).With(new Remedy(new ByHand("reboot")) { TakesEffect = TakesEffect.Reboot });

    public Finding AwaitingLogin(string user) =>
        (this with { Awaits = TakesEffect.Relogin }).With(new Remedy(new ByHand($"log {user} out everywhere and in again, or reboot")) { TakesEffect = TakesEffect.Relogin });
}
