namespace RootlessHost.Remedies;

/// <summary>Somebody wanted this process to end.</summary>
public sealed class InterruptedException(string why) : IOException($"stopped by {why}")
{
    public string Why { get; } = why;
}
