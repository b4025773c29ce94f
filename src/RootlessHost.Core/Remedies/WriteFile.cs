namespace RootlessHost.Remedies;

/// <summary>A file of ours alone has this content: a drop-in, a profile.</summary>
/// <param name="Path">The file. Its folder is made when it is missing.</param>
/// <param name="Content">Its text, which ends in a newline.</param>
public sealed record WriteFile(string Path, string Content) : Change(Path)
{
    /// <summary>Who must be told of it.</summary>
    public IReadOnlyList<Reader> Readers { get; init; } = [];

    public override string Summary => $"write {Path}";

    public override IEnumerable<string> Commands =>
    [
        $"mkdir -p {Shell.Quote(System.IO.Path.GetDirectoryName(Path)!)}",
        $"printf '%s\\n' {string.Join(' ', Content.TrimEnd('\n').Split('\n').Select(Shell.Quote))} > {Shell.Quote(Path)}",
        .. Readers.Select(reader => reader.Step(reader.Program).Command),
    ];

    internal override void Draw(Draft draft)
    {
        draft.Write(Path, Content);
        foreach (Reader reader in Readers)
        {
            if (draft.Host.Program(reader.Program) is { } program) draft.Do(reader.Step(program));
        }
    }
}
