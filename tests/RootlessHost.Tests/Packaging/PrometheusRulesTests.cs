using System.Text.RegularExpressions;
using RootlessHost.Tests.Daemon;
using RootlessHost.Tests.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

public sealed partial class PrometheusRulesTests
{
    private const string Rules = "packaging/prometheus/rootless-host.rules.yml";
    private const string Tests = "tests/prometheus/rootless-host.test.yml";

    private static string Text(string path) => File.ReadAllText(Path.Combine(Packages.Sources, path));

    [Theory]
    [InlineData("check", Rules)]
    [InlineData("test", Tests)]
    public void Promtool_is_content(string verb, string file)
    {
        Ending ending = Binary.Start("promtool", [verb, "rules", file], clean: false, Packages.Sources);

        Assert.True(ending.Status == 0, ending.Output + ending.Errors);
        Assert.Contains("SUCCESS", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_is_tested_to_come_and_not_to_come_too_early()
    {
        string[] alerts = [.. Alert().Matches(Text(Rules)).Select(match => match.Groups[1].Value)];
        string[] tested = [.. Tested().Matches(Text(Tests)).Select(match => match.Groups[1].Value)];

        Assert.Equal(8, alerts.Length);
        Assert.Equal(alerts.SelectMany(alert => (string[])[alert, alert]), tested);
    }

    [Fact]
    public void They_ask_for_series_that_there_are() =>
        Assert.All(Expression().Matches(Text(Rules)), match => Assert.NotEmpty(Contract.SeriesOf(match.Groups[1].Value)));

    [Fact]
    public void The_program_writes_the_series_that_rules_and_dashboards_know()
    {
        using var sample = new Sample();

        Contract.Covers(Sample.Written("prometheus", sample.Report(Sample.Mixed)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Accept: application/openmetrics-text; version=1.0.0\r\n")]
    public void The_endpoint_serves_every_series_that_there_is_and_no_other(string accept)
    {
        using var host = new FixtureHost { ["/etc/subuid"] = "alice:100000:65536\n", ["/etc/subgid"] = "alice:100000:65536\n", ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/bash\n" };
        using var server = new Served(report: null, root: host.Folder, arguments: ["--engine", "docker"]);
        server.Until(() => server.Ask("/startedz").Status == 200 ? "" : null, "it has looked");
        server.Ask("/metrics", accept);

        // The last attempt to mend there is only where one was made.
        Assert.Equal(Contract.All.Except(["apply_last_timestamp_seconds", "apply_last_success"]).Order(), Contract.Covers(server.Ask("/metrics", accept).Body).Order());
    }

    [GeneratedRegex("- alert: ([A-Za-z]+)")]
    private static partial Regex Alert();

    [GeneratedRegex("alertname: ([A-Za-z]+)")]
    private static partial Regex Tested();

    [GeneratedRegex(" expr: (.*)")]
    private static partial Regex Expression();
}
