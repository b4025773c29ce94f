namespace RootlessHost.Facts;

/// <summary>Where an engine keeps an account's images and containers.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Path">The folder, be it there or not.</param>
/// <param name="Existing">The deepest part of it that is there, or that may be seen.</param>
/// <param name="Mount">The mount that this lies on; null when an image does not say.</param>
public sealed record DataRoot(string Engine, string Path, string Existing, Mount? Mount)
{
    /// <summary>Characters of a path; the kernel takes 4095 bytes (PATH_MAX).</summary>
    public const int LongestPath = 4095;

    /// <summary>Characters of a longer one that are told.</summary>
    public const int Shown = 60;

    /// <summary>The configuration names what no path can be; <paramref name="Path"/> is how it begins.</summary>
    public bool IsTooLong { get; init; }
}
