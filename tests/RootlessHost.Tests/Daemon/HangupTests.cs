using System.Diagnostics;

namespace RootlessHost.Tests.Daemon;

/// <summary>SIGHUP of <c>serve</c>: it goes on.</summary>
public sealed class HangupTests
{
    [Fact]
    public void Who_serves_a_file_has_nothing_to_read_again_and_says_so_once()
    {
        using var served = new Served();

        Hangup(served);
        served.Until(() => served.Said.Contains("SIGHUP") ? "" : null, "it says what it does");
        for (int i = 0; i < 3; i++) Hangup(served);

        Assert.Equal("ok", served.Ask("/livez").Body);
        Assert.Equal(0, served.Signal(15));
        Assert.Equal(2, served.Said.Split("SIGHUP").Length);
    }

    [Fact]
    public void Who_looks_itself_reads_its_configuration_again()
    {
        using var host = new FixtureHost();
        using var served = new Served(report: null, root: host.Folder);

        Hangup(served);

        served.Until(() => served.Said.Contains("the configuration was read again") ? "" : null, "it has read it again");
        Assert.Equal("ok", served.Ask("/livez").Body);
        Assert.Equal(0, served.Signal(15));
    }

    private static void Hangup(Served served)
    {
        using Process kill = Process.Start("kill", ["-1", $"{served.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
