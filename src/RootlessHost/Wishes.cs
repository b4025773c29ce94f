using RootlessHost.Remedies;

namespace RootlessHost;

/// <summary>What is written down of how things may be made ready.</summary>
/// <param name="Apply">What may be done.</param>
/// <param name="SubordinateIds">How ids are given.</param>
internal sealed record Wishes(ApplyPolicy Apply, SubordinateIdPolicy SubordinateIds);
