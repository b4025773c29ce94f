using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>A line of the table of ids: a row, a reserved range, a real account or a free window.</summary>
/// <param name="What">Whose ids they are.</param>
/// <param name="State">In a word.</param>
/// <param name="Row">The row that it is; null for the others.</param>
internal sealed record IdsEntry(IdRange Range, string What, string State, IdsRow? Row = null);
