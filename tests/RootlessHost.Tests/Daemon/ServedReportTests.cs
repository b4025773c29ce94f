using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Daemon;

/// <summary>What becomes of the answers when the report comes, changes, ages, breaks and goes.</summary>
public sealed class ServedReportTests
{
    private static readonly Judgement Well = Sample.Of("userns.max", null, Finding.Pass("up to 96365 user namespaces"));

    [Fact]
    public void It_follows_the_file()
    {
        using var server = new Served(report: null);
        string missing = $"open {server.ReportPath}: No such file or directory";

        Answers(503, $"[-]report failed: {missing}\nreadyz check failed\n");
        Assert.Equal((200, 503, 503, 200, 200), (server.Ask("/livez").Status, server.Ask("/startedz").Status, server.Ask("/v1/report").Status, server.Ask("/metrics").Status, server.Ask("/").Status));

        server.Publish(Served.Document(default, Well));
        Answers(200, "ok");
        Assert.Equal(200, server.Ask("/startedz").Status);

        server.Publish(Served.Document());
        Answers(503, null);

        server.Publish("{\"schema\": \"rootless-host.report/1\"}");
        Answers(503, $"[-]report failed: {server.ReportPath}: line 1: no 'tool'\nreadyz check failed\n");
        Assert.Equal(200, server.Ask("/startedz").Status);

        server.Publish(Served.Document(default, Well)[..500]);
        Answers(503, null);

        File.Delete(server.ReportPath);
        Answers(503, $"[-]report failed: {missing}\nreadyz check failed\n");

        File.CreateSymbolicLink(server.ReportPath, "/dev/zero");
        Answers(503, $"[-]report failed: read {server.ReportPath}: a character device, not a regular file\nreadyz check failed\n");
        File.Delete(server.ReportPath);

        server.Publish(Served.Document(default, Well));
        Answers(200, "ok");

        Assert.Contains("not yet evaluated → ", server.Said);
        Assert.Contains(" → ready", server.Said);
        Assert.Contains("ready → not ready", server.Said);

        void Answers(int status, string? body) => server.Until(() => server.Ask("/readyz") is var reply && reply.Status == status && (body is null || reply.Body == body) ? "" : null, $"/readyz is {status} {body}");
    }

    [Theory]
    [InlineData(-3600)] // of a clock that was set back since
    [InlineData(200)]
    public void A_report_of_another_time_is_not_believed(int seconds)
    {
        using var server = new Served(report: Served.Document(TimeSpan.FromSeconds(seconds), Well));

        Reply reply = server.Ask("/readyz");

        Assert.Equal(503, reply.Status);
        Assert.StartsWith("[-]report failed: stale: the last evaluation was at 20", reply.Body, StringComparison.Ordinal);
        Assert.EndsWith("Z, and 3 intervals of 60 s have passed\nreadyz check failed\n", reply.Body);
        Assert.Equal("Unhealthy", server.Ask("/health", "Accept: text/plain\r\n").Body);
        Assert.Equal((200, 200, 200), (server.Ask("/v1/report").Status, server.Ask("/metrics").Status, server.Ask("/startedz").Status));
        Assert.Contains("Host was ready, and now that is not known", server.Ask("/").Body);
    }

    [Fact]
    public void It_ages_while_it_is_served()
    {
        string watch = ",\"watch\":{\"intervalSeconds\":1,\"enforce\":false,\"startedAt\":\"2026-03-04T05:00:00Z\",\"evaluations\":1,\"failures\":0,\"failure\":null,\"pendingChanges\":0,\"lastApply\":null,\"ids\":null}}\n";
        using var server = new Served(report: null);

        server.Publish(Served.Document(default, Well)[..^3] + watch);

        server.Until(() => server.Ask("/readyz").Status == 200 ? "" : null, "it is ready");
        server.Until(() => server.Ask("/readyz") is { Status: 503 } reply && reply.Body.Contains("3 intervals of 1 s have passed") ? "" : null, "it is stale");
    }

    [Fact]
    public async Task A_long_report_comes_whole_on_a_connection_that_stays_open()
    {
        using var server = new Served(report: Served.Document(default, [.. Enumerable.Range(0, 500).Select(i => Sample.Of($"subid.check-{i}", null, Finding.Pass("65536 subordinate uids")))]));
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };

        for (int i = 0; i < 3; i++)
        {
            string report = await client.GetStringAsync($"http://127.0.0.1:{server.Port}/v1/report", TestContext.Current.CancellationToken);
            string metrics = await client.GetStringAsync($"http://127.0.0.1:{server.Port}/metrics", TestContext.Current.CancellationToken);
            Assert.Equal(await File.ReadAllTextAsync(server.ReportPath, TestContext.Current.CancellationToken), report);
            Assert.EndsWith($"rootless_host_http_requests_total{{route=\"/metrics\",code=\"200\"}} {i + 1}\n", metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Strangers_are_told_statuses_alone()
    {
        using var server = new Served(report: Served.Document(), arguments: ["--listen", "0.0.0.0:0"]);
        string place = server.Until(() => server.Said.Split('\n').FirstOrDefault(line => line.Contains("listening on 0.0.0.0:")), "it listens for strangers");

        using var client = new HttpClient();
        string body = await client.GetStringAsync($"http://127.0.0.1:{place[(place.LastIndexOf(':') + 1)..].Trim()}/v1/report", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("alice", body);
        Assert.Contains("reason withheld", body);
    }

    [Fact]
    public void It_ends_at_once_and_takes_its_socket_with_it()
    {
        using var server = new Served();
        using var open = server.Connect();

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        int status = server.Signal(15);

        Assert.Equal(0, status);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), "took too long");
        Assert.False(File.Exists(server.SocketPath));
    }

    [Theory]
    [InlineData(64, "--listen 'nowhere': ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH", "--listen", "nowhere", "--report", "/nonexistent")]
    [InlineData(74, "listen on 192.0.2.1:1: no such address here", "--listen", "192.0.2.1:1", "--report", "/nonexistent")]
    public void It_says_why_it_cannot_listen(int status, string error, params string[] arguments)
    {
        var ending = Commands.Program.Run(["serve", .. arguments]);

        // What it has read of the report by then may be said before.
        Assert.Equal(status, ending.Status);
        Assert.EndsWith($"rootless-host: {error}\n", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_report_it_looks_itself_and_again_when_something_changes()
    {
        using var host = new FixtureHost { ["/etc/subuid"] = "alice:100000:65536\n", ["/etc/subgid"] = "alice:100000:65536\n", ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/bash\n" };
        using var server = new Served(report: null, root: host.Folder, arguments: ["--only", "subid.*", "--engine", "docker"]);

        server.Until(() => server.Ask("/readyz/subid.size") is { Status: 200 } ? "" : null, "it has looked");
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        File.WriteAllText(host.On("/etc/subuid"), "alice:100000:1000\n");
        server.Until(() => server.Ask("/readyz/subid.size") is { Status: 503 } ? "" : null, "it has looked again");

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "it has waited for the timer");
        Assert.Contains("1000 subordinate uids, 65536 needed", server.Ask("/readyz/subid.size").Body);
        Assert.Contains("rootless_host_evaluations_total", server.Ask("/metrics").Body);
        Assert.Equal(0, server.Signal(15));
    }

    [Fact]
    public void It_tells_systemd_that_it_listens_what_each_report_says_and_that_it_stops()
    {
        using var folder = new FixtureHost();
        using var systemd = new NotifySocket(folder.On("/notify"));
        using var server = new Served(report: null, environment: new() { ["NOTIFY_SOCKET"] = systemd.Path });

        systemd.ToldUntil(told => told == "READY=1");
        server.Publish(Served.Document(default, Well));
        Assert.Matches("^STATUS=as of 20[0-9T:.-]+Z: ready$", systemd.ToldUntil(told => told.Contains("as of ")));
        server.Publish(Served.Document());
        Assert.Matches("^STATUS=as of 20[0-9T:.-]+Z: not ready: subid.size alice: 1000 subordinate uids, 65536 needed \\(and 1 more\\)$", systemd.ToldUntil(told => told.Contains("not ready")));
        File.Delete(server.ReportPath);
        Assert.Equal($"STATUS=open {server.ReportPath}: No such file or directory", systemd.ToldUntil(told => !told.Contains("as of ")));
        Assert.Equal(0, server.Signal(15));
        systemd.ToldUntil(told => told == "STOPPING=1");
    }

    [Fact]
    public void To_the_journal_it_speaks_with_priorities_and_when_it_is_to_be_quiet_not_at_all()
    {
        using var server = new Served(environment: new() { ["JOURNAL_STREAM"] = "8:1" });

        server.Until(() => server.Said.Contains("<6>listening on 127.0.0.1:") && server.Said.Contains("<6>not yet evaluated → not ready\n") ? "" : null, "it has said so");
        File.Delete(server.ReportPath);
        server.Until(() => server.Said.Contains($"<4>not ready → open {server.ReportPath}: No such file or directory\n") ? "" : null, "it has warned");
    }

    [Theory]
    [InlineData("watch", "--timeout 60", "--timeout: watch goes on until a signal ends it; a look that hangs is for the watchdog of its unit (see rootless-host --help)")]
    [InlineData("watch", "--color never", "--color: what watch says is for a journal and has no colour (see rootless-host --help)")]
    [InlineData("watch", "--format text", "--format: watch publishes JSON; check --format has the others (see rootless-host --help)")]
    [InlineData("serve", "--timeout 60", "--timeout: serve goes on until a signal ends it; a look that hangs is for the watchdog of its unit (see rootless-host --help)")]
    [InlineData("serve", "--format json", "--format: serve answers in the form that is asked for: /v1/report, /metrics, /health, / (see rootless-host --help)")]
    [InlineData("serve", "--output report.json", "--output: serve answers over HTTP; watch --report publishes a file (see rootless-host --help)")]
    public void What_a_daemon_cannot_do_it_says_why(string verb, string option, string error) =>
        Assert.Equal((64, "", $"rootless-host: {error}\n"), Commands.Program.Run([verb, .. option.Split(' ')]));

    [Fact]
    public void A_report_of_others_is_not_asked_about_anybody()
    {
        var ending = Commands.Program.Run(["serve", "--report", "/nonexistent", "--user", "alice"]);

        Assert.Equal((64, "rootless-host: --report FILE: what is looked at is decided by who made that report\n"), (ending.Status, ending.Error));
    }
}
