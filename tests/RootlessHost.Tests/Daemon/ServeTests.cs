using System.Text.Json;
using NJsonSchema;
using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Daemon;

/// <summary>Every route of a report that is not ready, of the same running program.</summary>
public sealed class ServeTests : IClassFixture<ServeTests.NotReady>
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Lines = """
        [+]userns.max ok
        [-]sec.apparmor failed: open /sys/kernel/security/apparmor/profiles: Permission denied
        [-]subid.size failed: alice: 1000 subordinate uids, 65536 needed
        [!]cgroup.delegation warn: alice: cpu is not delegated
        [+]systemd.linger ok (skipped)

        """;

    private readonly Served _server;

    public ServeTests(NotReady fixture) => _server = fixture.Server;

    public static TheoryData<string, string, int, string, string?> Routes => new()
    {
        { "/livez", "", 200, Text, "ok" },
        { "/startedz", "", 200, Text, "ok" },
        { "/readyz", "", 503, Text, Lines + "readyz check failed\n" },
        { "/healthz", "", 503, Text, Lines + "healthz check failed\n" },
        { "/readyz?exclude=sec.apparmor&exclude=subid.size", "", 200, Text, "ok" },
        { "/readyz?engine=docker&exclude=subid.size&verbose", "", 200, Text, Lines.Replace("[-]sec.apparmor failed: open /sys/kernel/security/apparmor/profiles: Permission denied\n", "").Replace("[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed", "[+]subid.size excluded: ok") + "readyz check passed\n" },
        { "/readyz?engine=lxc", "", 404, Text, "no engine 'lxc' in this report: docker, podman\n" },
        { "/readyz?user=mallory", "", 404, Text, "no verdict about 'mallory' in this report\n" },
        { "/readyz?user=alice&engine=podman", "", 503, Text, null },
        { "/readyz/userns.max", "", 200, Text, "ok" },
        { "/readyz/userns.max?verbose", "", 200, Text, "[+]userns.max ok\n" },
        { "/readyz/cgroup.delegation", "", 200, Text, "ok" },
        { "/readyz/subid.size", "", 503, Text, "[-]subid.size failed: alice: 1000 subordinate uids, 65536 needed\n" },
        { "/readyz/sec.apparmor", "", 503, Text, "[-]sec.apparmor failed: open /sys/kernel/security/apparmor/profiles: Permission denied\n" },
        { "/readyz/kernel.version", "", 404, Text, "no check 'kernel.version' in this report\n" },
        { "/health", "", 503, "application/health+json", null },
        { "/health", "Accept: application/json\r\n", 503, "application/json", null },
        { "/health", "Accept: text/plain\r\n", 503, Text, "Unhealthy" },
        { "/health?exclude=sec.apparmor&exclude=subid.size", "Accept: text/plain\r\n", 200, Text, "Degraded" },
        { "/health?exclude=sec.apparmor&exclude=subid.size&warn=429", "Accept: text/plain\r\n", 429, Text, "Degraded" },
        { "/health?warn=429", "Accept: text/plain\r\n", 503, Text, "Unhealthy" },
        { "/health?warn=200", "", 400, Text, "warn takes 429\n" },
        { "/v1/report", "", 200, "application/json", null },
        { "/v1/checks/subid.size", "", 200, "application/json", null },
        { "/v1/checks/kernel.version", "", 404, Text, "no check 'kernel.version' in this report\n" },
        { "/metrics", "", 200, "text/plain; version=0.0.4; charset=utf-8", null },
        { "/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n", 200, "application/openmetrics-text; version=1.0.0; charset=utf-8", null },
        { "/", "", 200, "text/html; charset=utf-8", null },
        { "/%6civez", "", 200, Text, "ok" },
        { "http://localhost/livez", "", 200, Text, "ok" },
        { "/a/../livez", "", 200, Text, "ok" },
        { "/livez/", "", 404, Text, null },
        { "//livez", "", 404, Text, null },
        { "/LIVEZ", "", 404, Text, null },
        { "/readyz/", "", 404, Text, null },
        { "/readyz/a/b", "", 404, Text, null },
        { "/v1/checks/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "", 404, Text, null },
        { "/v1", "", 404, Text, null },
        { "/etc/passwd", "", 404, Text, null },
        { $"/readyz?{string.Join('&', Enumerable.Repeat("exclude=x", 65))}", "", 400, Text, "more than 64 parameters\n" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public void Every_route_has_its_status_type_and_text(string target, string headers, int status, string type, string? body)
    {
        Reply reply = _server.Ask(target, headers);

        Assert.Equal((status, type), (reply.Status, reply["Content-Type"]));
        if (body is not null) Assert.Equal(body, reply.Body);
        Assert.Equal((null, "no-store", "nosniff", "Accept"), (reply["Server"], reply["Cache-Control"], reply["X-Content-Type-Options"], reply["Vary"]));
        Assert.Equal(status == 503 ? "60" : null, reply["Retry-After"]);
        Assert.Equal($"{System.Text.Encoding.UTF8.GetByteCount(reply.Body)}", reply["Content-Length"]);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void Head_is_get_without_a_body_and_the_socket_says_the_same(string target, string headers, int status, string type, string? body)
    {
        _ = body;
        Reply get = _server.Ask(target, headers, unix: true);
        Reply head = _server.Ask(target, headers, method: "HEAD");

        Assert.Equal((status, type, ""), (head.Status, head["Content-Type"], head.Body));
        Assert.Equal(status, get.Status);
        // A scrape is counted before it is written.
        if (!target.StartsWith("/metrics", StringComparison.Ordinal)) Assert.Equal(get["Content-Length"], head["Content-Length"]);
    }

    [Theory]
    [InlineData("OPTIONS", "/readyz", 204)]
    [InlineData("OPTIONS", "/", 204)]
    [InlineData("OPTIONS", "*", 204)]
    [InlineData("OPTIONS", "/nothing", 404)]
    [InlineData("POST", "/readyz", 405)]
    [InlineData("PUT", "/nothing", 405)]
    [InlineData("DELETE", "/v1/report", 405)]
    [InlineData("TRACE", "/livez", 405)]
    [InlineData("BREW", "/livez", 405)]
    public void Other_methods_are_told_what_is_allowed(string method, string target, int status)
    {
        Reply reply = _server.Ask(target, method: method);

        Assert.Equal(status, reply.Status);
        if (status != 404) Assert.Equal("GET, HEAD, OPTIONS", reply["Allow"]);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\n", "abc")]
    [InlineData("Content-Length: 1000000000\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")]
    public void No_body_is_taken(string headers, string body)
    {
        var reply = Reply.Parse(_server.Raw($"GET /livez HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}"));

        Assert.Equal((413, "no body is taken\n"), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("/v1/report")]
    [InlineData("/v1/checks/subid.size")]
    public void What_is_known_already_is_not_sent_again(string target)
    {
        Reply first = _server.Ask(target);
        string tag = first["ETag"]!;

        foreach (string condition in (string[])[tag, "W/" + tag, $"\"x\", {tag}", "*"])
        {
            Reply again = _server.Ask(target, $"If-None-Match: {condition}\r\n");
            Assert.Equal((304, "", tag, null), (again.Status, again.Body, again["ETag"], again["Content-Type"]));
        }
        Assert.Equal(200, _server.Ask(target, "If-None-Match: \"other\"\r\n").Status);
    }

    [Fact]
    public async Task The_documents_are_those_of_the_schema()
    {
        using Stream text = Schemas.Open("report")!;
        using var reader = new StreamReader(text);
        JsonSchema schema = await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        string report = _server.Ask("/v1/report").Body;

        Assert.Empty(schema.Validate(report));
        Assert.Equal(File.ReadAllText(_server.ReportPath), report);
        Assert.Empty(schema.Definitions["check"].Validate(_server.Ask("/v1/checks/subid.size").Body));
        using var check = JsonDocument.Parse(_server.Ask("/v1/checks/subid.size").Body);
        Assert.Equal("1000 subordinate uids, 65536 needed", check.RootElement.GetProperty("findings")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void Health_is_as_the_draft_has_it()
    {
        using var json = JsonDocument.Parse(_server.Ask("/health").Body);
        JsonElement health = json.RootElement;

        Assert.Equal(("fail", "1", "sec.apparmor: open /sys/kernel/security/apparmor/profiles: Permission denied"), (health.GetProperty("status").GetString(), health.GetProperty("version").GetString(), health.GetProperty("output").GetString()));
        Assert.Equal(["userns.max", "sec.apparmor", "subid.size", "cgroup.delegation"], health.GetProperty("checks").EnumerateObject().Select(check => check.Name));
        JsonElement one = health.GetProperty("checks").GetProperty("subid.size")[0];
        Assert.Equal(("alice", "system", "fail", "1000 subordinate uids, 65536 needed"), (one.GetProperty("componentId").GetString(), one.GetProperty("componentType").GetString(), one.GetProperty("status").GetString(), one.GetProperty("output").GetString()));
        Assert.False(health.GetProperty("checks").GetProperty("userns.max")[0].TryGetProperty("output", out _));
    }

    [Fact]
    public void Requests_are_counted_by_route_and_status_and_not_by_what_was_asked()
    {
        _server.Ask("/readyz/userns.max");
        for (int i = 0; i < 50; i++) _server.Ask($"/readyz/no.such-check-{i}");

        string[] counted = [.. _server.Ask("/metrics").Body.Split('\n').Where(line => line.StartsWith("rootless_host_http_requests_total{", StringComparison.Ordinal))];

        Assert.Contains(counted, line => line.StartsWith("rootless_host_http_requests_total{route=\"/readyz/ID\",code=\"200\"} ", StringComparison.Ordinal));
        Assert.True(int.Parse(counted.Single(line => line.StartsWith("rootless_host_http_requests_total{route=\"/readyz/ID\",code=\"404\"} ", StringComparison.Ordinal)).Split(' ')[1]) >= 50);
        Assert.DoesNotContain(counted, line => line.Contains("no.such-check"));
    }

    [Fact]
    public void Openmetrics_ends_with_its_mark_and_counts_without_total()
    {
        string text = _server.Ask("/metrics", "Accept: application/openmetrics-text\r\n").Body;

        Assert.EndsWith("\n# EOF\n", text);
        Assert.Contains("# TYPE rootless_host_http_requests counter\nrootless_host_http_requests_total{", text);
    }

    [Fact]
    public void Under_a_name_that_is_not_this_machines_nothing_is_told_but_statuses()
    {
        foreach (string target in (string[])["/", "/readyz", "/readyz?verbose", "/readyz/subid.size", "/health", "/v1/report", "/v1/checks/subid.size", "/metrics"])
        {
            Reply reply = _server.Ask(target, host: "rebound.example:10469");
            foreach (string secret in (string[])["alice", "web1", "1000 subordinate", "Permission", "usermod", "/etc/subuid"]) Assert.DoesNotContain(secret, reply.Body, StringComparison.Ordinal);
            Assert.Equal(target is "/readyz" or "/readyz?verbose" or "/readyz/subid.size" or "/health" ? 503 : 200, reply.Status);
        }
        Assert.Equal((403, "names are withheld on this listener\n"), (_server.Ask("/readyz?user=alice", host: "rebound.example").Status, _server.Ask("/readyz?user=nobody", host: "rebound.example").Body));
        Assert.All((string[])["localhost", "localhost:10469", "127.0.0.1:1", "[::1]:1"], host => Assert.Contains("alice", _server.Ask("/readyz", host: host).Body));
        Assert.Contains("alice", _server.Ask("/readyz", host: "any.example", unix: true).Body);
    }

    [Fact]
    public void The_page_runs_no_script_and_takes_nothing_from_elsewhere()
    {
        Reply page = _server.Ask("/");

        Assert.Equal($"default-src 'none'; style-src '{HtmlStyle.Hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", page["Content-Security-Policy"]);
        Assert.Contains("Host not ready", page.Body);
        Assert.DoesNotContain("<script", page.Body);
        Assert.DoesNotContain(" style=", page.Body);
    }

    public sealed class NotReady : IDisposable
    {
        internal Served Server { get; } = new();

        public void Dispose() => Server.Dispose();
    }
}
