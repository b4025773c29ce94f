namespace RootlessHost.Linux;

/// <summary>What was asked of a <see cref="Root"/>, and with whose rights.</summary>
/// <param name="Operation">The kind of look.</param>
/// <param name="Path">The path; of an attribute, its name after a NUL.</param>
/// <param name="Uid">The account that it was asked for; <see cref="OfItself"/> with the process's own rights.</param>
internal readonly record struct Question(Operation Operation, string Path, uint Uid)
{
    /// <summary>(uid_t)-1, which is nobody's.</summary>
    public const uint OfItself = uint.MaxValue;

    /// <summary>The path alone.</summary>
    public string File => Path.Split('\0')[0];
}
