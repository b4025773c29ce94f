using RootlessHost.Checks;
using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <summary>A finding, weighed by the engines and needs that were asked about: what a report lists.</summary>
/// <param name="Check">Who found it.</param>
/// <param name="User">The account it is about; null for the host.</param>
/// <param name="Finding">With its final status: a failure that no engine requires is at most a warning.</param>
/// <param name="NeededBy">The engines that care, and how much; in the order of the engines.</param>
public sealed record Judgement(ICheck Check, string? User, Finding Finding, IReadOnlyList<(string Engine, Level Level)> NeededBy)
{
    public string Id => Check.About.Id;

    public Status Status => Finding.Status;

    /// <summary>It did not pass, and was not skipped either: only such findings block or warn.</summary>
    public bool IsProblem => Status is not (Status.Pass or Status.Skip);

    /// <summary>The finding keeps this engine from working.</summary>
    public bool Blocks(string engine) => Status is Status.Fail or Status.Unknown && NeededBy.Contains((engine, Level.Required));

    /// <summary>The engine works, less well, or it could not be found out whether it does.</summary>
    public bool Warns(string engine) => Status is Status.Warn or Status.Fail or Status.Unknown && !Blocks(engine)
        && Recommends(engine);

    private bool Recommends(string engine)
    {
        // Asked of every account: an enumerator each would be garbage.
        for (int i = 0; i < NeededBy.Count; i++)
        {
            if (NeededBy[i].Engine == engine && NeededBy[i].Level >= Level.Recommended) return true;
        }
        return false;
    }
}
