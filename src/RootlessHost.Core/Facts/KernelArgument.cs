namespace RootlessHost.Facts;

/// <summary>One word of the boot command line.</summary>
/// <param name="Key">Before the equals sign.</param>
/// <param name="Value">Behind it; null without one.</param>
public sealed record KernelArgument(string Key, string? Value)
{
    /// <summary>The whole word.</summary>
    public string Text => Value is null ? Key : $"{Key}={Value}";
}
