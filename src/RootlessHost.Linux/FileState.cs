namespace RootlessHost.Linux;

/// <summary>All that a file is, its name and its times aside.</summary>
/// <param name="Content">Its bytes; null where only the rest is of interest: a program, a device, a directory.</param>
/// <param name="Mode">The permission bits: <c>0o7777</c>.</param>
/// <param name="Uid">The owner.</param>
/// <param name="Gid">The group.</param>
/// <param name="Attributes">The extended attributes, xattr(7): access control lists, file capabilities, SELinux' label.</param>
public sealed record FileState(byte[]? Content, uint Mode, uint Uid, uint Gid, IReadOnlyDictionary<string, byte[]> Attributes)
{
    /// <summary>The attribute that holds a file capability, capabilities(7).</summary>
    public const string Capability = "security.capability";

    public const uint SetUserId = 0x800;
    public const uint SetGroupId = 0x400;

    /// <summary>Nothing tells the two apart.</summary>
    public bool Equals(FileState? other) =>
        other is not null && Mode == other.Mode && Uid == other.Uid && Gid == other.Gid && HasContentOf(other)
        && Attributes.Count == other.Attributes.Count && Attributes.All(attribute => IsAttributeOf(other, attribute.Key));

    public override int GetHashCode() => HashCode.Combine(Mode, Uid, Gid, Content?.Length);

    public bool HasContentOf(FileState other) => Content is null || other.Content is null ? Content is null && other.Content is null : Content.AsSpan().SequenceEqual(other.Content);

    /// <summary>
    /// It is what a change from one state to another, broken off in the middle, leaves: each part is of one or the other. The kernel takes set-user-id bits
    /// and capabilities away when the owner changes (chown(2)), so their absence is of both.
    /// </summary>
    public bool IsBetween(FileState before, FileState after)
    {
        const uint Privilege = SetUserId | SetGroupId;
        bool mode = Mode == before.Mode || Mode == after.Mode || Mode == (before.Mode & ~Privilege);
        bool attributes = before.Attributes.Keys.Concat(after.Attributes.Keys).Concat(Attributes.Keys)
            .All(name => IsAttributeOf(before, name) || IsAttributeOf(after, name) || (name == Capability && !Attributes.ContainsKey(name)));
        return mode && (Uid == before.Uid || Uid == after.Uid) && (Gid == before.Gid || Gid == after.Gid) && attributes;
    }

    private bool IsAttributeOf(FileState other, string name) => (Attributes.TryGetValue(name, out byte[]? mine), other.Attributes.TryGetValue(name, out byte[]? theirs)) switch
    {
        (true, true) => mine.AsSpan().SequenceEqual(theirs),
        (var has, var have) => has == have,
    };
}
