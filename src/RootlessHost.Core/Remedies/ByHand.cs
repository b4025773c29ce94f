namespace RootlessHost.Remedies;

/// <summary>Something that only a person should decide or can do.</summary>
/// <param name="Advice">In the imperative.</param>
/// <param name="Lines">Lines for a root shell; none where there is no command for it.</param>
public sealed record ByHand(string Advice, params string[] Lines) : Change(Advice)
{
    public override string Summary => Advice;

    public override IEnumerable<string> Commands => Lines;

    public override bool IsAutomatic => false;

    internal override void Draw(Draft draft)
    {
    }
}
