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

    [Fact]
    public void What_the_runtime_has_written_into_pages_that_are_read_only_is_kept()
    {
        using var served = new Served([Binary.Path]);
        served.Until(() => served.Resident < Wanted ? "" : null, $"it has given back, {served.Resident:F1} MiB");

        // proc_pid_smaps(5): of the program's mappings that nobody may write to, the last is what the dynamic linker has filled in; before it is the runtime's random word.
        string[] lines = File.ReadAllLines($"/proc/{served.Id}/smaps");
        string[] owned = [.. from pair in lines.Select((line, at) => (Line: line, At: at))
            where pair.Line.Contains(" r--p ", StringComparison.Ordinal) && pair.Line.EndsWith(Path.GetFullPath(Binary.Path), StringComparison.Ordinal)
            let anonymous = lines.Skip(pair.At + 1).First(line => line.StartsWith("Anonymous:", StringComparison.Ordinal))
            where !anonymous.EndsWith(" 0 kB", StringComparison.Ordinal)
            select pair.Line];
        Assert.True(owned.Length >= 2, string.Join('\n', lines.Where(line => line.Contains(Binary.Path, StringComparison.Ordinal))));
    }
}
