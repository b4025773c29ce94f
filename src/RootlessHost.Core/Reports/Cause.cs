using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>A check that can be behind a message, and what it found here.</summary>
/// <param name="Check">The check.</param>
/// <param name="Worst">The worst of its answers, for any account; null when it was not asked.</param>
internal sealed record Cause(ICheck Check, Judgement? Worst)
{
    public string Id => Check.About.Id;

    public bool IsHere => Worst is { IsProblem: true };
}
