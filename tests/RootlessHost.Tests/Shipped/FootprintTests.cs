using RootlessHost.Tests.Daemon;

namespace RootlessHost.Tests.Shipped;

/// <summary>The memory of the shipped daemons.</summary>
public sealed class FootprintTests
{
    private const double Wanted = 20; // MiB

    [Fact]
    public void Serve_gives_back_what_its_start_and_each_report_needed()
    {
        using var served = new Served([Binary.Path]);

        served.Until(() => served.Resident < Wanted ? "" : null, $"it has less than {Wanted} MiB, of {served.Resident:F1}");
        for (int i = 0; i < 200; i++) Assert.Equal(503, served.Ask("/readyz").Status);
        double busy = served.Resident;
        served.Publish(Served.Document(TimeSpan.FromSeconds(5)));
        served.Until(() => served.Resident < Math.Min(busy, Wanted) ? "" : null, $"it has less than before, {busy:F1} MiB");
        Assert.Equal(503, served.Ask("/readyz").Status);
    }
}
