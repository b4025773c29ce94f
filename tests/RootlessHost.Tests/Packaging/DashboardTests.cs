using System.Text.Json;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The Grafana dashboards, by what Grafana's dashboard schema (36) asks of a dashboard, and by what Prometheus makes of their queries.</summary>
public sealed class DashboardTests
{
    // Grafana's field types: panels that it brings along.
    private static readonly string[] Panels = ["stat", "table", "timeseries"];

    public static TheoryData<string> All => [.. Directory.GetFiles(Path.Combine(Packages.Sources, "packaging/grafana"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    private static JsonElement Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Packages.Sources, $"packaging/grafana/{name}.json")));
        return json.RootElement.Clone();
    }

    private static IEnumerable<JsonElement> PanelsOf(JsonElement board) => board.GetProperty("panels").EnumerateArray();

    [Fact]
    public void There_is_one_for_a_host_and_one_for_a_fleet() => Assert.Equal(["rootless-host-fleet", "rootless-host-host"], All.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_a_dashboard_of_the_schema_it_names(string name)
    {
        JsonElement board = Read(name);

        Assert.Equal(36, board.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(name == "rootless-host-fleet" ? name : "rootless-host", board.GetProperty("uid").GetString());
        Assert.Equal(JsonValueKind.Array, board.GetProperty("annotations").GetProperty("list").ValueKind);
        Assert.False(board.TryGetProperty("id", out _), "an id is the database's");
        Assert.Equal("datasource", board.GetProperty("templating").GetProperty("list")[0].GetProperty("type").GetString());
        foreach (JsonElement panel in PanelsOf(board))
        {
            Assert.Contains(panel.GetProperty("type").GetString(), Panels);
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.Equal(JsonValueKind.Object, panel.GetProperty("options").ValueKind);
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.Null(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds").GetProperty("steps")[0].GetProperty("value").GetString());
            JsonElement[] targets = [.. panel.GetProperty("targets").EnumerateArray()];
            Assert.NotEmpty(targets);
            Assert.Equal(targets.Length, targets.Select(target => target.GetProperty("refId").GetString()).Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Panels_have_numbers_of_their_own_and_stand_beside_each_other(string name)
    {
        JsonElement[] panels = [.. PanelsOf(Read(name))];
        var taken = new HashSet<(int X, int Y)>();
        foreach (JsonElement place in panels.Select(panel => panel.GetProperty("gridPos")))
        {
            (int x, int y, int w, int h) = (Of(place, "x"), Of(place, "y"), Of(place, "w"), Of(place, "h"));
            Assert.InRange(x + w, 1, 24);
            for (int i = 0; i < w * h; i++) Assert.True(taken.Add((x + (i % w), y + (i / w))), place.GetRawText());
        }
        Assert.Equal(Enumerable.Range(1, panels.Length), panels.Select(panel => panel.GetProperty("id").GetInt32()));

        static int Of(JsonElement place, string side) => place.GetProperty(side).GetInt32();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Prometheus_understands_every_query(string name)
    {
        string[] queries = [.. PanelsOf(Read(name)).SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!)];
        Assert.All(queries, query => Assert.NotEmpty(Contract.SeriesOf(query)));
        string file = Path.GetTempFileName();
        try
        {
            // JSON is YAML; what Grafana fills in is filled in.
            File.WriteAllText(file, $$"""{"groups": [{"name": "queries", "rules": [{{string.Join(',', queries.Select((query, i) => $$"""{"record": "query_{{i}}", "expr": "{{JsonEncodedText.Encode(query.Replace("$__rate_interval", "5m", StringComparison.Ordinal))}}"}"""))}}]}]}""");

            Ending ending = Binary.Start("promtool", ["check", "rules", file], clean: false);

            Assert.True(ending.Status == 0, ending.Output + ending.Errors);
            Assert.Contains($"SUCCESS: {queries.Length} rules found", ending.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_fleet_leads_to_the_host() => Assert.Contains("/d/rootless-host?var-instance=${__data.fields.Host}", Read("rootless-host-fleet").GetRawText(), StringComparison.Ordinal);
}
