namespace RootlessHost.Reports;

/// <summary>What checks answered to a wish.</summary>
/// <param name="Reported">One judgement a check: where the parts of the wish have different ones, the worst.</param>
/// <param name="OfParts">What decides about each part; null where that is what is reported, as for a wish without parts.</param>
internal readonly record struct Answers(Judgement[] Reported, Judgement[][]? OfParts)
{
    public Judgement[] Of(int part) => OfParts is null ? Reported : OfParts[part];
}
