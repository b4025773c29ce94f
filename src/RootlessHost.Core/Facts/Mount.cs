namespace RootlessHost.Facts;

/// <summary>One line of /proc/PID/mountinfo, proc_pid_mountinfo(5).</summary>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Root">The directory of the filesystem that is the root of this mount.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Options">The mount's own options: <c>nosuid</c>, <c>ro</c>.</param>
/// <param name="Tags">The optional fields: <c>shared:1</c>.</param>
/// <param name="Type">The filesystem's type, its subtype included: <c>fuse.sshfs</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="SuperOptions">The filesystem's options: <c>hidepid=2</c>.</param>
public sealed record Mount(
    int Line, string Root, string Point, IReadOnlyList<string> Options, IReadOnlyList<string> Tags, string Type, string Source, IReadOnlyList<string> SuperOptions)
{
    /// <summary>The mount or its filesystem carries this option.</summary>
    public bool Has(string option) => Options.Contains(option) || SuperOptions.Contains(option);

    /// <summary>The value of <c>name=value</c> among the options; null when it has none.</summary>
    public string? Value(string name) => Options.Concat(SuperOptions)
        .FirstOrDefault(option => option.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
