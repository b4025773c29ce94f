namespace RootlessHost.Remedies;

/// <summary>A change that a report tells of: its words are known, and it cannot be made.</summary>
internal sealed record Told(string Advice, bool ByProgram, IReadOnlyList<string> Lines) : Change(Advice)
{
    public override string Summary => Advice;

    public override IEnumerable<string> Commands => Lines;

    public override bool IsAutomatic => ByProgram;

    internal override void Draw(Draft draft) => throw new InvalidOperationException($"what is told in a report cannot be made: {Advice}");
}
