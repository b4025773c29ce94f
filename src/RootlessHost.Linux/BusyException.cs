namespace RootlessHost.Linux;

/// <summary>A lock that somebody else holds, and did not give back in time.</summary>
public sealed class BusyException(string path, string holder) : IOException($"{path} is held by {holder}")
{
    public string Path { get; } = path;
}
