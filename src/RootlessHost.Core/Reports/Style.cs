namespace RootlessHost.Reports;

/// <summary>What a person wishes of a text.</summary>
/// <param name="Color">Escape sequences for colour are welcome. Formats for programs never use them.</param>
/// <param name="Verbose">What passed, what was skipped, and why things matter, too.</param>
public readonly record struct Style(bool Color = false, bool Verbose = false);
