namespace RootlessHost.Linux;

/// <summary>A file as it would be: what a look that assumes it sees instead of what is there.</summary>
/// <param name="Path">The file.</param>
/// <param name="Content">Its bytes; null for what is there.</param>
/// <param name="Mode">The permission bits; null for what is there, or 0644.</param>
/// <param name="Uid">The owner; null for who has it, or root.</param>
/// <param name="Gid">The group; null likewise.</param>
public sealed record AssumedFile(string Path, byte[]? Content = null, uint? Mode = null, uint? Uid = null, uint? Gid = null)
{
    /// <summary>Attributes that differ from what is there; null for one that is gone.</summary>
    public IReadOnlyDictionary<string, byte[]?> Attributes { get; init; } = new Dictionary<string, byte[]?>();
}
