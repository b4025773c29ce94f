using System.Text.RegularExpressions;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The page in a browser.</summary>
public sealed partial class PageTests : IClassFixture<ServeTests.NotReady>
{
    private readonly Served _server;

    public PageTests(ServeTests.NotReady fixture) => _server = fixture.Server;

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public void It_is_no_wider_than_the_window(int width)
    {
        // A copy, whose script measures it: what is served forbids them.
        Match measured = Title().Match(Shown(Policy().Replace(_server.Ask("/").Body, ""), width));

        Assert.Equal($"{width}", measured.Groups[1].Value);
        Assert.InRange(int.Parse(measured.Groups[2].Value), 1, width);
    }

    [Fact]
    public void A_script_in_it_does_not_run() => Assert.DoesNotMatch(Title(), Shown(_server.Ask("/").Body, 1280));

    private static string Shown(string page, int width)
    {
        using var folder = new FixtureHost();
        folder["/page.html"] = page + "<script>parent.postMessage(`${innerWidth} ${document.documentElement.scrollWidth}`, '*')</script>";
        // In a frame: a window has at least 500 pixels.
        folder["/window.html"] = $"<title>none</title><script>onmessage = said => document.title = said.data</script><iframe src=page.html style='border: 0; width: {width}px; height: 800px'></iframe>";
        Ending chromium = Binary.Start(
            "chromium",
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", $"--user-data-dir={folder.On("/profile")}", "--window-size=1400,900", "--virtual-time-budget=5000", "--dump-dom", $"file://{folder.On("/window.html")}"],
            clean: false, patience: TimeSpan.FromMinutes(2));
        Assert.True(chromium.Status == 0 && chromium.Output.Contains("<iframe", StringComparison.Ordinal), chromium.Errors);
        return chromium.Output;
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("<title>([0-9]+) ([0-9]+)</title>")]
    private static partial Regex Title();
}
