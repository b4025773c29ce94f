namespace RootlessHost;

/// <summary>The configuration cannot be used; the message begins with file, line and column.</summary>
internal sealed class ConfigurationException(string message) : Exception(message)
{
    /// <summary>It names what there is not yet and may come: an account.</summary>
    public bool MayCome { get; init; }
}
