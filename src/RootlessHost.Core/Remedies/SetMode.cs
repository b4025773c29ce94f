namespace RootlessHost.Remedies;

/// <summary>A file has these permission bits.</summary>
/// <param name="Path">The file.</param>
/// <param name="Mode">In octal, four digits: <c>4755</c>.</param>
public sealed record SetMode(string Path, string Mode) : Change(Path)
{
    public override string Summary => $"set the mode of {Path} to {Mode}";

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Path, withContent: false);
        uint wanted = Convert.ToUInt32(Mode, 8);
        if (draft.Host.Root.Stat(file.Path) is not { } status || draft.IsOutOfReach(file.Path) || (file.Mode ?? status.Permissions) == wanted) return;
        file.Mode = wanted;
        draft.Say("mode", file.Path, status.Octal, Mode);
    }

    public override IEnumerable<string> Commands => [$"chmod {Mode} {Shell.Quote(Path)}"];
}
