using RootlessHost.Daemon;

namespace RootlessHost.Tests.Daemon;

public sealed class AcceptTests
{
    private static readonly (string, string?)[] Metrics = [("text/plain", "0.0.4"), ("application/openmetrics-text", "1.0.0")];
    private static readonly (string, string?)[] Health = [("application/health+json", null), ("application/json", null), ("text/plain", null)];

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("*/*", 0)]
    [InlineData("application/openmetrics-text", 1)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", 1)] // Prometheus 2.42
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", 1)] // Prometheus 3
    [InlineData("application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5", 0)]
    [InlineData("application/openmetrics-text;q=0.3, text/plain;q=0.4", 0)]
    [InlineData("text/plain;q=0, application/openmetrics-text;q=0.001", 1)]
    [InlineData("text/*;q=0.1, application/*;q=0.9", 1)]
    [InlineData("application/openmetrics-text;q=NaN, text/plain;q=0.1", 0)]
    [InlineData("application/openmetrics-text;q=7, text/plain;q=0.1", 0)]
    [InlineData("image/png", 0)]
    [InlineData(";;,,=;q=,", 0)]
    public void Metrics_are_chosen_by_quality_and_version(string? header, int chosen) => Assert.Equal(chosen, Accept.Choose(header, Metrics));

    [Theory]
    [InlineData("application/json, */*;q=0.8", 1)]
    [InlineData("text/plain", 2)]
    [InlineData("TEXT/PLAIN;charset=utf-8", 2)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", 0)]
    [InlineData("*/*, text/plain;q=0.5", 0)]
    [InlineData("application/*;q=0.5, application/json;q=0.6", 1)]
    public void Health_is_chosen_by_what_names_it_most_closely(string header, int chosen) => Assert.Equal(chosen, Accept.Choose(header, Health));

    [Fact]
    public void A_long_header_is_not_read_to_its_end() => Assert.Equal(0, Accept.Choose(string.Concat(Enumerable.Repeat("image/png,", 1000)) + "application/openmetrics-text", Metrics));
}
