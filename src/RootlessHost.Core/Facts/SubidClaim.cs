namespace RootlessHost.Facts;

/// <summary>Ids that a row gives to an owner.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">Past the last.</param>
/// <param name="Owner">Equal for rows of one account, be they by name or by number.</param>
/// <param name="Row">The row's index in its file.</param>
public readonly record struct SubidClaim(ulong Start, ulong End, ulong Owner, int Row)
{
    public IdRange Range => new(Start, End - Start);
}
