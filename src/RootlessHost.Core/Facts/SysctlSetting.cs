namespace RootlessHost.Facts;

/// <summary>One line of sysctl.d(5).</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Key">With dots between its parts; may be a glob, of which a star does not match a dot.</param>
/// <param name="Value">What it is set to; null for a line that only keeps globs away.</param>
public sealed record SysctlSetting(int Line, string Key, string? Value)
{
    public bool IsGlob { get; } = ShellPattern.IsPattern(Key);

    public bool IsFor(string key) => IsGlob ? ShellPattern.Matches(Key, key, '.') : Key == key;
}
