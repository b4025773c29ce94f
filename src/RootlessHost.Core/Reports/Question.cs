using RootlessHost.Checks;
using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <summary>A check as some engines have it asked: what is the same whoever it is asked about is worked out once, because there are hosts of 60,000 users.</summary>
/// <param name="check">The check.</param>
/// <param name="look">Its look.</param>
/// <param name="levels">The engines that care, and how much; in the order of the engines.</param>
/// <param name="settled">The answer where there is no need to look; null otherwise.</param>
internal sealed class Question<TFacts>(ICheck check, Func<TFacts, Finding> look, IReadOnlyList<(string Engine, Level Level)> levels, Finding? settled)
{
    private readonly Level _most = Most(levels);

    /// <summary>The answer as the engines see it.</summary>
    public Judgement Ask(TFacts facts, string? user)
    {
        if (settled is not null) return new Judgement(check, user, settled, levels);
        Finding finding = Look(facts);
        if (finding.Engines is not { } only) return new Judgement(check, user, Weigh(finding, _most), levels);
        (string, Level)[] some = [.. levels.Where(level => only.Contains(level.Engine))];
        return new Judgement(check, user, Weigh(finding, Most(some)), some);
    }

    // The one place where a question that cannot be answered becomes an answer.
    private Finding Look(TFacts facts)
    {
        try
        {
            return look(facts);
        }
        catch (IOException failure)
        {
            return Finding.Unknown(failure.Message);
        }
    }

    private static Finding Weigh(Finding finding, Level most) => (finding.Status, most) switch
    {
        (Status.Fail, Level.Recommended) => finding with { Status = Status.Warn },
        (Status.Fail or Status.Warn, Level.Optional) => finding with { Status = Status.Skip, Reason = finding.Reason + " (optional)" },
        _ => finding,
    };

    private static Level Most(IReadOnlyList<(string Engine, Level Level)> levels) => levels.Count == 0 ? Level.None : levels.Max(level => level.Level);
}
