namespace RootlessHost.Facts;

/// <summary>One line of modprobe.d(5).</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Kind"><c>install</c>, <c>blacklist</c>, <c>options</c>, …</param>
/// <param name="Module">The module, with underscores; for <c>install</c> it may be a shell pattern.</param>
/// <param name="Rest">What follows, blanks between words single.</param>
public sealed record ModprobeCommand(int Line, string Kind, string Module, string Rest)
{
    /// <summary>An <c>install</c> line that runs nothing instead of loading the module, as hardening guides write it.</summary>
    public bool Blocks => Kind == "install" && Rest.Split(' ')[0] is var word && word[(word.LastIndexOf('/') + 1)..] is "false" or "true" or "nologin" or ":" or "exit";

    public bool IsFor(string module) => ShellPattern.Matches(Module, module);

    public override string ToString() => $"{Kind} {Module} {Rest}".TrimEnd();
}
