namespace RootlessHost.Remedies;

/// <summary>A file has these permission bits.</summary>
/// <param name="Path">The file.</param>
/// <param name="Mode">In octal, four digits: <c>4755</c>.</param>
public sealed record SetMode(string Path, string Mode) : Change(Path)
{
    /// <summary>
    /// The account that it belongs to and may put something else in its place: then it is left alone if it is another's by now, or a link leads there. Null where only root could.
    /// </summary>
    public uint? Of { get; init; }

    public override string Summary => $"set the mode of {Path} to {Mode}";

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Path, withContent: false);
        uint wanted = Convert.ToUInt32(Mode, 8);
        if (draft.Host.Root.Stat(file.Path) is not { } status || (Of is { } uid && (status.Uid != uid || file.Path != Path)) || draft.IsOutOfReach(file.Path) || (file.Mode ?? status.Permissions) == wanted) return;
        file.Mode = wanted;
        draft.Say("mode", file.Path, status.Octal, Mode);
    }

    public override IEnumerable<string> Commands => [$"chmod {Mode} {Shell.Quote(Path)}"];
}
