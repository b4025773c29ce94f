using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>The words of the report's vocabulary: what programs read in every format.</summary>
internal static class Words
{
    public static string Of(Status status) => status switch
    {
        Status.Pass => "pass",
        Status.Warn => "warn",
        Status.Fail => "fail",
        Status.Unknown => "unknown",
        _ => "skip",
    };

    public static string Of(Level level) => level switch
    {
        Level.Required => "required",
        Level.Recommended => "recommended",
        Level.Optional => "optional",
        _ => "none",
    };

    public static string Of(TakesEffect when) => when switch
    {
        TakesEffect.Immediately => "immediately",
        TakesEffect.EngineRestart => "engine-restart",
        TakesEffect.Relogin => "relogin",
        _ => "reboot",
    };

    public static string Of(Impact impact) => impact switch
    {
        Impact.User => "user",
        Impact.Host => "host",
        _ => "weakens-host",
    };

    /// <summary>The statuses, the worst first.</summary>
    public static IReadOnlyList<Status> WorstFirst { get; } = [Status.Fail, Status.Unknown, Status.Warn, Status.Pass, Status.Skip];

    /// <summary>Where a status stands in <see cref="WorstFirst"/>.</summary>
    public static int Rank(Status status) => status switch
    {
        Status.Fail => 0,
        Status.Unknown => 1,
        Status.Warn => 2,
        Status.Pass => 3,
        _ => 4,
    };
}
