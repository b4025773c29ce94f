using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The shipped program among clients that ask for long answers and do not read them: it stays far below the memory that its unit allows, and says nothing of them.</summary>
public sealed class UnreadTests : IDisposable
{
    private const double Allowed = 96; // MiB, of the 128 of the unit

    private readonly Served _server = new(program: [Binary.Path], report: Served.Document(default, [.. Sample.Mixed, .. Enumerable.Range(0, 8000).Select(i => Sample.Of($"subid.check-{i}", null, Finding.Pass("65536 subordinate uids")))]));

    [Theory]
    [InlineData("/v1/report", false)]
    [InlineData("/v1/report", true)]
    [InlineData("/metrics", false)]
    [InlineData("/readyz", false)]
    [InlineData("/readyz?verbose", false)] // written for each of them
    [InlineData("/readyz?verbose", true)]
    public void They_take_little_memory_and_no_line_of_the_log(string target, bool unix)
    {
        using var hostile = new Hostile(_server, unix);
        int before = hostile.Open;
        string said = _server.Said;

        hostile.Connect(700, string.Concat(Enumerable.Repeat($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n", 100)));
        hostile.OthersAreAnswered();

        Assert.InRange(_server.Resident, 1, Allowed);
        hostile.AllAreDropped(before);
        Assert.InRange(_server.Resident, 1, Allowed);
        Assert.Equal(said, _server.Said);
        Assert.Equal(200, _server.Ask("/v1/report").Status);
    }

    public void Dispose() => _server.Dispose();
}
