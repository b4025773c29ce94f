using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>What the journal says of one transaction: enough to take it back, whoever comes next and whatever they know.</summary>
/// <param name="Schema">The version of this shape.</param>
/// <param name="Id">Its number; <c>undo</c> takes it.</param>
/// <param name="At">When it began, UTC; null in an image, whose bytes should not depend on it.</param>
/// <param name="By">Who began it: <c>alice (sudo)</c>; null in an image.</param>
/// <param name="Undoes">The number of the transaction that this one takes back; null for none.</param>
/// <param name="Summaries">What it does, in the words of the plan.</param>
/// <param name="Steps">In the order in which they are done.</param>
public sealed record JournalEntry(string Schema, int Id, DateTimeOffset? At, string? By, int? Undoes, IReadOnlyList<string> Summaries, IReadOnlyList<Step> Steps)
{
    public const string CurrentSchema = "rootless-host.transaction/1";
}
