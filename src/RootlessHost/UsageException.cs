namespace RootlessHost;

/// <summary>The command line asks for something that there is not: a user, an engine, a need, a format.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>What there is not may come: an account.</summary>
    public bool MayCome { get; init; }
}
