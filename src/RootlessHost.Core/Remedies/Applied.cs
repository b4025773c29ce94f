namespace RootlessHost.Remedies;

/// <summary>What became of an <c>apply</c>.</summary>
/// <param name="Done">The transactions, each with the plan that it made true.</param>
/// <param name="Last">The last look: nothing more can be done, or it may not be.</param>
public sealed record Applied(IReadOnlyList<(JournalEntry Entry, Plan Plan)> Done, Plan Last);
