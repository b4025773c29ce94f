namespace RootlessHost.Remedies;

/// <summary>A file has these permission bits.</summary>
/// <param name="Path">The file.</param>
/// <param name="Mode">In octal, four digits: <c>4755</c>.</param>
public sealed record SetMode(string Path, string Mode) : Change(Path)
{
    public override string Summary => $"set the mode of {Path} to {Mode}";

    public override IEnumerable<string> Commands => [$"chmod {Mode} {Shell.Quote(Path)}"];
}
