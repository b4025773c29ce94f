using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>The checks, and how much each engine cares for them on a host: its versions decide.</summary>
internal sealed class CheckList(HostFacts host)
{
    private static readonly IReadOnlyList<ICheck> All = [.. Catalogue.All, .. AllProofs.List];

    private readonly (string Name, Requirements Needs)[] _engines = [.. AllEngines.List.Select(engine => (engine.Name, engine.Needs(host)))];

    /// <summary>An array of <c>{"id","area","title","neededBy":{"docker":"required"}}</c>.</summary>
    public void WriteJson(Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartArray();
            foreach (ICheck check in All)
            {
                About about = check.About;
                json.WriteStartObject();
                json.WriteString("id", about.Id);
                json.WriteString("area", about.Area);
                json.WriteString("title", about.Title);
                json.WriteStartObject("neededBy");
                foreach ((string engine, Level level) in NeededBy(check)) json.WriteString(engine, Words.Of(level));
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.WriteByte((byte)'\n');
    }

    /// <summary>By area, and then those that <c>prove</c> does: the id and the sentence that is true when it passes; with <see cref="Style.Verbose"/> also who needs it.</summary>
    public void WriteText(Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        string? group = null;
        foreach (ICheck check in All)
        {
            About about = check.About;
            string place = check is Proof ? "proofs" : about.Area;
            if (group is not null && group != place) text.Line();
            group = place;
            text.Marked(about.Id.PadRight(24), Ink.Command, about.Title, indent: 25);
            if (style.Verbose) text.Wrap(Needs(check), indent: 25);
        }
    }

    private IEnumerable<(string Engine, Level Level)> NeededBy(ICheck check) => _engines.Select(engine => (engine.Name, engine.Needs[check is Proof proof ? proof.Weight : check.About.Id])).Where(need => need.Item2 != Level.None);

    private string Needs(ICheck check) => string.Join("; ", NeededBy(check).GroupBy(need => need.Level).OrderByDescending(group => group.Key)
        .Select(group => $"{Words.Of(group.Key)}: {string.Join(", ", group.Select(need => need.Engine))}"));
}
