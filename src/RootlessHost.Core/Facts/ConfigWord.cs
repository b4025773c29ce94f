namespace RootlessHost.Facts;

/// <summary>A word of a list in a configuration file.</summary>
/// <param name="Text">As written.</param>
/// <param name="Place"><c>PATH:LINE:COLUMN</c>.</param>
public sealed record ConfigWord(string Text, string Place);
