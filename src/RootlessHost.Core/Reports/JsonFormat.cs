using System.Text.Json;

namespace RootlessHost.Reports;

/// <summary>One JSON document, <c>rootless-host.report/1</c>: what <c>schema report</c> describes.</summary>
internal sealed class JsonFormat : IFormat
{
    public string Name => "json";

    public void Write(Report report, Stream output, Style style) => WriteTo(output, report);

    /// <summary>Writes all of it.</summary>
    public static void WriteTo(Stream output, Report report)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            JsonParts.WriteHead(json, report);
            json.WriteStartArray("verdicts");
            foreach (Verdict verdict in report.Verdicts)
            {
                json.WriteStartObject();
                JsonParts.Write(json, verdict);
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            JsonParts.Write(json, report.Summary);
            json.WriteStartArray("findings");
            foreach (Judgement judgement in report.Findings)
            {
                json.WriteStartObject();
                JsonParts.Write(json, judgement);
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
