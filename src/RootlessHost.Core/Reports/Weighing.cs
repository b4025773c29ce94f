using RootlessHost.Checks;
using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <summary>How a check's answers weigh for a wish: what is the same whoever it is asked about is worked out once, because there are hosts of 60,000 users.</summary>
/// <param name="check">The check.</param>
/// <param name="levels">The engines that care, and how much; in the order of the engines.</param>
/// <param name="settled">The answer where there is no need to look; null otherwise.</param>
/// <param name="doubt">Why it could not be found out whether an engine's requirement is one; null where that is certain, or another engine's is.</param>
internal sealed class Weighing(ICheck check, IReadOnlyList<(string Engine, Level Level)> levels, Finding? settled, Func<IReadOnlyList<(string Engine, Level Level)>, string?> doubt)
{
    private readonly Level _most = Most(levels);

    public Finding? Settled => settled;

    /// <summary>The finding as the engines see it.</summary>
    public Judgement Weigh(string? user, Finding finding)
    {
        IReadOnlyList<(string Engine, Level Level)> some = finding.Engines is { } only ? Of(only) : levels;
        Finding weighed = (finding.Status, finding.Engines is null ? _most : Most(some)) switch
        {
            (Status.Fail, Level.Recommended) => finding with { Status = Status.Warn },
            (Status.Fail or Status.Warn, Level.Optional) => finding with { Status = Status.Skip, Reason = finding.Reason + " (optional)" },
            // It does not hold, and nobody can tell whether it has to.
            (Status.Fail, Level.Required) when doubt(some) is { } why => finding with { Status = Status.Unknown, Reason = $"{finding.Reason}; whether that matters, could not be found out: {why}" },
            _ => finding,
        };
        return new Judgement(check, user, weighed, some);
    }

    private (string, Level)[] Of(IReadOnlyList<string> engines) => [.. levels.Where(level => engines.Contains(level.Engine))];

    private static Level Most(IReadOnlyList<(string Engine, Level Level)> levels) => levels.Count == 0 ? Level.None : levels.Max(level => level.Level);
}
