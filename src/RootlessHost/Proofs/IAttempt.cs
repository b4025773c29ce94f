namespace RootlessHost.Proofs;

/// <summary>How one proof is done.</summary>
internal interface IAttempt
{
    /// <summary>The proof's.</summary>
    string Id { get; }

    /// <param name="trial">What is at hand.</param>
    /// <param name="engine">In whose way; null for a proof that is done once for a user.</param>
    /// <returns>What became of it; whoever asked knows which proof it was.</returns>
    /// <exception cref="IOException">It failed.</exception>
    Outcome Try(Trial trial, string? engine);
}
