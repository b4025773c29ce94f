using System.Text.Json;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The map as one JSON document, <c>rootless-host.ids/1</c>. A window's end is its last id.</summary>
internal static class IdsJson
{
    public static void Write(IdsMap map, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            Write(map, json);
        }
        output.WriteByte((byte)'\n');
    }

    /// <summary>The same as a value of another document.</summary>
    public static void Write(IdsMap map, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", IdsMap.Schema);
        foreach (IdsSpace space in map.Spaces) Write(json, space);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IdsSpace space)
    {
        json.WriteStartObject(space.Word);
        json.WriteStartObject("window");
        json.WriteNumber("start", space.Window.Start);
        json.WriteNumber("end", space.Window.Last);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        foreach (IdsRow row in space.Rows)
        {
            json.WriteStartObject();
            json.WriteString("file", space.Path);
            json.WriteNumber("line", row.Line);
            json.WriteString("owner", row.Owner);
            json.WriteString("user", row.User);
            Write(json, row.Range);
            json.WriteString("state", row.Word);
            json.WriteString("why", row.Why);
            json.WriteEndObject();
            json.FlushIfMuch();
        }
        json.WriteEndArray();
        json.WriteStartArray("overlaps");
        foreach (IdsOverlap overlap in space.Overlaps)
        {
            json.WriteStartObject();
            json.WriteString("a", overlap.A.Owner);
            json.WriteString("b", overlap.B.Owner);
            Write(json, overlap.Range);
            json.WriteNumber("aLine", overlap.A.Line);
            json.WriteNumber("bLine", overlap.B.Line);
            json.WriteEndObject();
            json.FlushIfMuch();
        }
        json.WriteEndArray();
        json.WriteNumber("overlapsNotListed", space.MoreOverlaps);
        json.WriteStartArray("free");
        foreach (IdRange range in space.Free)
        {
            json.WriteStartObject();
            Write(json, range);
            json.WriteEndObject();
            json.FlushIfMuch();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IdRange range)
    {
        json.WriteNumber("start", range.Start);
        json.WriteNumber("count", range.Count);
    }
}
