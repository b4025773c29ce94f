using System.Text.Json;

namespace RootlessHost.Reports;

/// <summary>
/// The JSON report, an object a line, for <c>jq</c> and log shippers: first <c>{"type":"report",…}</c> with the summary, then a <c>verdict</c> for each
/// engine and user, then a <c>finding</c> for each finding.
/// </summary>
internal sealed class JsonLinesFormat : IFormat
{
    public string Name => "jsonl";

    public void Write(Report report, Stream output, Style style)
    {
        using var json = new Utf8JsonWriter(output, JsonText.OneLine);
        Line("report", () =>
        {
            JsonParts.WriteHead(json, report);
            JsonParts.Write(json, report.Summary);
        });
        foreach (Verdict verdict in report.Verdicts) Line("verdict", () => JsonParts.Write(json, verdict));
        foreach (Judgement judgement in report.Findings) Line("finding", () => JsonParts.Write(json, judgement));

        void Line(string type, Action members)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members();
            json.WriteEndObject();
            json.Flush();
            output.WriteByte((byte)'\n');
            json.Reset();
        }
    }
}
