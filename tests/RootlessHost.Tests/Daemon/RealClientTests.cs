using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Tests.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The clients that people have: curl, Prometheus, a monitoring plugin.</summary>
public sealed class RealClientTests : IClassFixture<ServeTests.NotReady>
{
    private const string CheckHttp = "/usr/lib/nagios/plugins/check_http";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Served _server;

    public RealClientTests(ServeTests.NotReady fixture) => _server = fixture.Server;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Curl_gets_every_route(bool unix)
    {
        (string Target, int Status, string Type)[] routes = [.. ServeTests.Routes.Select(row => row.Data).Where(row => row.Item1.StartsWith('/') && row.Item2.Length == 0).Select(row => (row.Item1, row.Item3, row.Item4))];
        string[] socket = unix ? ["--unix-socket", _server.SocketPath] : [];
        Ending curl = Binary.Start("curl", ["-s", "-g", "--path-as-is", "--noproxy", "*", .. socket, "-w", "%{http_code} %{content_type}\n", .. routes.SelectMany(route => (string[])["-o", "/dev/null", $"http://127.0.0.1:{_server.Port}{route.Target}"])], clean: false);

        Assert.True(curl.Status == 0, curl.Errors);
        Assert.Equal(routes.Select(route => $"{route.Status} {route.Type}"), curl.Output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("503 60 ", "-I", "/readyz")]
    [InlineData("204  GET, HEAD, OPTIONS", "-X", "OPTIONS", "/readyz")]
    [InlineData("405  GET, HEAD, OPTIONS", "-X", "DELETE", "/v1/report")]
    [InlineData("413  ", "-d", "a=b", "/readyz")]
    [InlineData("200  ", "--compressed", "/v1/report")]
    [InlineData("200  ", "-0", "/livez")]
    public void Curl_is_told_what_it_needs_to_know(string told, params string[] arguments)
    {
        Ending curl = Binary.Start("curl", ["-s", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code} %header{retry-after} %header{allow}", .. arguments[..^1], $"http://127.0.0.1:{_server.Port}{arguments[^1]}"], clean: false);

        Assert.Equal((0, told), (curl.Status, curl.Output));
    }

    [Fact]
    public void Promtool_finds_nothing_in_the_metrics()
    {
        Ending promtool = Binary.Start("sh", ["-c", $"curl -s --noproxy '*' http://127.0.0.1:{_server.Port}/metrics | promtool check metrics"], clean: false);
        Assert.SkipWhen(promtool.Status == 127, "promtool is not installed");

        Assert.Equal((0, "", ""), (promtool.Status, promtool.Output, promtool.Errors));
    }

    [Fact]
    public async Task Prometheus_scrapes_it_as_openmetrics()
    {
        using var folder = new FixtureHost();
        folder["/prometheus.yml"] = $"global: {{scrape_interval: 1s}}\nscrape_configs: [{{job_name: host, static_configs: [{{targets: ['127.0.0.1:{_server.Port}']}}]}}]\n";
        int port = FreePort();
        using Process prometheus = Start("prometheus", $"--config.file={folder.On("/prometheus.yml")}", $"--storage.tsdb.path={folder.On("/data")}", $"--web.listen-address=127.0.0.1:{port}");
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/"), Timeout = TimeSpan.FromSeconds(20) };

            Assert.Equal("1", await Value(client, "up{job=\"host\"}"));
            Assert.Equal("0", await Value(client, "rootless_host_ready{engine=\"docker\"}"));
            Assert.Equal("1", await Value(client, "rootless_host_check_status{check=\"subid.size\",status=\"fail\"}"));
            Assert.Equal("0", await Value(client, "rootless_host_check_status{check=\"subid.size\",status=\"pass\"}"));
            Assert.NotEqual("0", await Value(client, "rootless_host_http_requests_total{route=\"/metrics\",code=\"200\"}"));
            // In text a counter is described by the name of its samples; in OpenMetrics without _total.
            JsonElement described = await Ask(client, "metadata?metric=rootless_host_http_requests");
            Assert.Equal("counter", described.GetProperty("rootless_host_http_requests")[0].GetProperty("type").GetString());
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_monitoring_plugin_sees_the_state()
    {
        Assert.SkipUnless(File.Exists(CheckHttp), $"{CheckHttp} is not installed");
        using var ready = new Served(report: Served.Document(default, Sample.Of("userns.max", null, Finding.Pass("up to 96365 user namespaces"))));

        Assert.Matches("^HTTP OK: HTTP/1.1 200 OK - [0-9]+ bytes in .* second response time", Plugin(ready, 0, "-u", "/readyz"));
        Assert.Matches("^HTTP OK: ", Plugin(_server, 0, "-u", "/livez", "-s", "ok"));
        Assert.Matches("^HTTP CRITICAL: HTTP/1.1 503 Service Unavailable", Plugin(_server, 2, "-u", "/readyz"));
        Assert.Matches("^HTTP OK: ", Plugin(_server, 0, "-u", "/readyz", "-e", "503", "-s", "[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed"));
    }

    private static string Plugin(Served server, int status, params string[] arguments)
    {
        Ending ending = Binary.Start(CheckHttp, ["-I", "127.0.0.1", "-H", "localhost", "-p", $"{server.Port}", .. arguments], clean: false);
        Assert.True(ending.Status == status, ending.Output + ending.Errors);
        return ending.Output;
    }

    private static async Task<string> Value(HttpClient client, string query)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                JsonElement result = (await Ask(client, $"query?query={Uri.EscapeDataString(query)}")).GetProperty("result");
                if (result.GetArrayLength() > 0) return result[0].GetProperty("value")[1].GetString()!;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet, or is not ready.
            }
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"waited in vain for {query}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<JsonElement> Ask(HttpClient client, string path)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("data").Clone();
    }

    private static Process Start(string program, params string[] arguments)
    {
        try
        {
            // What it says is not read: a pipe that nobody empties would stop it.
            return Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", Which(program), .. arguments]) { UseShellExecute = false })!;
        }
        catch (FileNotFoundException)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }
    }

    private static string Which(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(program);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
