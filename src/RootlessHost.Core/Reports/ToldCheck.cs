using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>The check that a finding of a report came from: what it says of itself, and nothing to ask.</summary>
internal sealed record ToldCheck(About About) : ICheck;
