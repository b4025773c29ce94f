namespace RootlessHost.Facts;

/// <summary>Where an engine keeps an account's images and containers.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Path">The folder, be it there or not.</param>
/// <param name="Existing">The deepest part of it that is there, or that may be seen.</param>
/// <param name="Mount">The mount that this lies on; null when an image does not say.</param>
public sealed record DataRoot(string Engine, string Path, string Existing, Mount? Mount);
