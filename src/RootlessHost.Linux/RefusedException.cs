namespace RootlessHost.Linux;

/// <summary>A file that is there and was deliberately not read: a FIFO, a device, somebody else's, too large.</summary>
public sealed class RefusedException(string path, string why) : IOException($"read {path}: {why}")
{
    public string Path { get; } = path;

    public string Why { get; } = why;
}
