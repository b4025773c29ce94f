namespace RootlessHost.Remedies;

/// <summary>A transaction that did not come to its end.</summary>
/// <param name="message">Which step failed, how, and how the host is now.</param>
/// <param name="cause">What went wrong.</param>
public sealed class TransactionException(string message, Exception? cause) : IOException(message, cause)
{
    /// <summary>Everything that it had done was taken back.</summary>
    public bool IsTakenBack { get; init; }
}
