using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>How many findings of each status.</summary>
public sealed record Summary(int Pass, int Warn, int Fail, int Unknown, int Skip)
{
    public static Summary None { get; } = new(0, 0, 0, 0, 0);

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
