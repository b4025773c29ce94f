namespace RootlessHost.Facts;

/// <summary>A value in a configuration file, known to be one that its key may have.</summary>
/// <param name="Value">A list of <see cref="ConfigWord"/>, a string, a number (64 bits), a switch or a time, as the key has it.</param>
/// <param name="Place"><c>PATH:LINE:COLUMN</c>.</param>
public sealed record ConfigValue(object Value, string Place);
