namespace RootlessHost.Linux;

/// <summary>What was asked of a <see cref="Root"/>, and with whose rights.</summary>
/// <param name="Operation">The kind of look.</param>
/// <param name="Path">The path; of an attribute, its name after a NUL.</param>
/// <param name="Uid">The account that it was asked for; <see cref="OfItself"/> with the process's own rights, <see cref="OfAll"/> with anybody's.</param>
internal readonly record struct Question(Operation Operation, string Path, uint Uid)
{
    /// <summary>(uid_t)-1, which is nobody's.</summary>
    public const uint OfItself = uint.MaxValue;

    /// <summary>An account asked, and any other would have been told the same: everybody may go there.</summary>
    public const uint OfAll = uint.MaxValue - 1;

    /// <summary>Not told to one account alone.</summary>
    public bool IsOfNone => Uid >= OfAll;

    /// <summary>The path alone.</summary>
    public string File => Path.Split('\0')[0];
}
