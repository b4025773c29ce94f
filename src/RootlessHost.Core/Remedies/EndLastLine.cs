namespace RootlessHost.Remedies;

/// <summary>The last line of a file ends in a newline.</summary>
public sealed record EndLastLine(string Path) : Change(Path)
{
    public override string Summary => $"end {Path} with a newline";

    public override IEnumerable<string> Commands => [$"echo >> {Shell.Quote(Path)}"];

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Path);
        if (file.Text is not [.., not '\n']) return;
        file.Append("");
        draft.Say("file", file.Path, "no newline at the end", "a newline at the end");
    }
}
