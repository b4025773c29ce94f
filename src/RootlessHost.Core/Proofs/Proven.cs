using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Reports;

namespace RootlessHost.Proofs;

/// <summary>An outcome, weighed by the engines that it is about and held against the checks.</summary>
/// <param name="Proof">What was to be proven.</param>
/// <param name="User">For whom.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Status">A failure that no engine requires is at most a warning.</param>
/// <param name="NeededBy">The engines that care, and how much.</param>
/// <param name="Explanation">The check that says why it did not work, and what became of that; null where it worked, or no check says so.</param>
public sealed record Proven(Proof Proof, string User, Outcome Outcome, Status Status, IReadOnlyList<(string Engine, Level Level)> NeededBy, (string Id, Status Status)? Explanation)
{
    /// <summary>The check's id.</summary>
    public string? ExplainedBy => Explanation?.Id;

    /// <summary>It did not work though every check passes: this program's mistake.</summary>
    public bool IsBug => Outcome is { Status: Status.Fail, IsOwn: false } && Status is (Status.Fail or Status.Warn) && ExplainedBy is null;

    /// <summary>As a report of checks has it: what another finding explains follows from that.</summary>
    public Finding Finding
    {
        get
        {
            string where = Outcome.Engine is { } engine ? $"{engine}: " : "";
            // A warning is no reason for a failure to be silent: it has said that the engine works.
            bool isSaid = Explanation is { } one && ((Status == Status.Fail && one.Status is (Status.Fail or Status.Unknown)) || Status == Status.Warn);
            string note = IsBug ? $"; no check of {Tool.Name} says why, which is a bug in it" : ExplainedBy is { } id ? $" ({id} says why)" : "";
            Finding finding = isSaid ? Finding.FollowsFrom(ExplainedBy!) : new Finding(Status, $"{where}{Outcome.Reason}{note}");
            return Outcome.Command is { } command ? finding.Because("prove", command) : finding;
        }
    }
}
