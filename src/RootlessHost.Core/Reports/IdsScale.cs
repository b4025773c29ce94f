namespace RootlessHost.Reports;

/// <summary>Where an id stands on a strip: the 16-bit ids in a fifth of it, and from there on each doubling as wide as the last.</summary>
/// <param name="Left">The x of id 0.</param>
/// <param name="Width">Of all 2^32 ids.</param>
internal readonly record struct IdsScale(double Left, double Width)
{
    private const double Low = 0.2;

    // Below 65536: system users, local users, and what systemd has, each as wide as it is interesting.
    private static readonly (double Id, double Part)[] Knots = [(0, 0), (1000, 0.3), (60_001, 0.72), (65_536, 1)];

    public double Of(ulong id)
    {
        if (id < 65_536)
        {
            for (int i = 1; ; i++)
            {
                if (id > Knots[i].Id) continue;
                double part = (id - Knots[i - 1].Id) / (Knots[i].Id - Knots[i - 1].Id);
                return Left + (Width * Low * (Knots[i - 1].Part + (part * (Knots[i].Part - Knots[i - 1].Part))));
            }
        }
        return Left + (Width * (Low + ((1 - Low) * (Math.Log2(Math.Min(id, 1UL << 32)) - 16) / 16)));
    }
}
