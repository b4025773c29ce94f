using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Ids that two rows hold.</summary>
internal sealed record IdsOverlap(IdsRow A, IdsRow B, IdRange Range);
