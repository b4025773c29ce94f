namespace RootlessHost.Remedies;

/// <summary>A file belongs to root.</summary>
public sealed record SetOwner(string Path, string Owner = "root", string Group = "root") : Change(Path)
{
    public override string Summary => $"give {Path} to {Owner}:{Group}";

    public override IEnumerable<string> Commands => [$"chown {Shell.Quote($"{Owner}:{Group}")} {Shell.Quote(Path)}"];
}
