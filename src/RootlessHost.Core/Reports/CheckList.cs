using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The checks, and how much each engine cares for them on a host: its versions decide.</summary>
internal sealed class CheckList(HostFacts host)
{
    private readonly (string Name, Requirements Needs)[] _engines = [.. AllEngines.List.Select(engine => (engine.Name, engine.Needs(host)))];

    /// <summary>An array of <c>{"id","area","title","neededBy":{"docker":"required"}}</c>.</summary>
    public void WriteJson(Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartArray();
            foreach (About about in Catalogue.All.Select(check => check.About))
            {
                json.WriteStartObject();
                json.WriteString("id", about.Id);
                json.WriteString("area", about.Area);
                json.WriteString("title", about.Title);
                json.WriteStartObject("neededBy");
                foreach ((string engine, Level level) in NeededBy(about.Id)) json.WriteString(engine, Words.Of(level));
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.WriteByte((byte)'\n');
    }

    /// <summary>By area: the id and the sentence that is true when it passes; with <see cref="Style.Verbose"/> also who needs it.</summary>
    public void WriteText(Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        string? area = null;
        foreach (About about in Catalogue.All.Select(check => check.About))
        {
            if (area is not null && area != about.Area) text.Line();
            area = about.Area;
            text.Marked(about.Id.PadRight(24), Ink.Command, about.Title, indent: 25);
            if (style.Verbose) text.Wrap(Needs(about.Id), indent: 25);
        }
    }

    private IEnumerable<(string Engine, Level Level)> NeededBy(string id) => _engines.Select(engine => (engine.Name, engine.Needs[id])).Where(need => need.Item2 != Level.None);

    private string Needs(string id) => string.Join("; ", NeededBy(id).GroupBy(need => need.Level).OrderByDescending(group => group.Key)
        .Select(group => $"{Words.Of(group.Key)}: {string.Join(", ", group.Select(need => need.Engine))}"));
}
