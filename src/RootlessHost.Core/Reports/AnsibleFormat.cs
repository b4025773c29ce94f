using System.Text.Json;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// The result of an Ansible module: <c>changed</c>, <c>failed</c>, <c>msg</c>, and for the play the verdicts, the summary and the findings that are not just fine.
/// </summary>
internal sealed class AnsibleFormat : IFormat
{
    public string Name => "ansible";

    public void Write(Report report, Stream output, Style style)
    {
        (Judgement? first, int more) = Sentences.Blocking(report);
        Report shown = Shown.From(report);
        using (var json = new Utf8JsonWriter(output, JsonText.OneLine))
        {
            json.WriteStartObject();
            json.WriteBoolean("changed", false);
            json.WriteBoolean("failed", !report.Ready);
            json.WriteString("msg", Harmless.Line(Sentences.Verdict(report, first, more)));
            json.WriteBoolean("ready", report.Ready);
            json.WriteStartArray("verdicts");
            foreach (Verdict verdict in shown.Verdicts)
            {
                json.WriteStartObject();
                JsonParts.Write(json, verdict);
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            JsonParts.Write(json, report.Summary);
            json.WriteStartArray("findings");
            foreach (Judgement judgement in shown.Findings)
            {
                if (judgement.Status is Status.Pass or Status.Skip) continue;
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
