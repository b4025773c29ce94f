namespace RootlessHost.Linux;

/// <summary>A file that somebody else changed after it was read: what was made of it no longer fits.</summary>
public sealed class ChangedException(string path) : IOException($"{path} was changed by somebody else meanwhile")
{
    public string Path { get; } = path;
}
