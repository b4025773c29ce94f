using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>How many findings of each status.</summary>
public sealed record Summary(int Pass, int Warn, int Fail, int Unknown, int Skip)
{
    public static Summary None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Counted one by one, beside others that have been.</summary>
    public static Summary Of(IEnumerable<Status> statuses, Summary? others = null)
    {
        int[] counts = others is null ? new int[5] : [others.Pass, others.Warn, others.Fail, others.Unknown, others.Skip];
        foreach (Status status in statuses) counts[(int)status]++;
        return new Summary(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    public int Total => Pass + Warn + Fail + Unknown + Skip;

    public int Of(Status status) => status switch
    {
        Status.Pass => Pass,
        Status.Warn => Warn,
        Status.Fail => Fail,
        Status.Unknown => Unknown,
        _ => Skip,
    };
}
