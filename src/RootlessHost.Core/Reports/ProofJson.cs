using System.Text.Json;
using RootlessHost.Engines;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>What was proven, as one JSON document: <c>rootless-host.prove/1</c>.</summary>
internal static class ProofJson
{
    public static void Write(ProofReport report, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            JsonParts.WriteHead(json, ProofReport.Schema, report.GeneratedAt, report.Duration, report.Checks);
            json.WriteBoolean("worked", report.Worked);
            JsonParts.Write(json, Summary.Of(report.Proofs.Select(proven => proven.Status)));
            json.WriteStartArray("proofs");
            foreach (Proven proven in report.Proofs) Write(json, proven);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Proven proven)
    {
        json.WriteStartObject();
        json.WriteString("id", proven.Proof.Id);
        json.WriteString("user", proven.User);
        json.WriteString("engine", proven.Outcome.Engine);
        json.WriteString("title", proven.Proof.About.Title);
        json.WriteString("status", Words.Of(proven.Status));
        json.WriteString("reason", proven.Outcome.Reason);
        json.WriteString("errno", proven.Outcome.Errno);
        json.WriteString("command", proven.Outcome.Command);
        json.WriteString("explainedBy", proven.ExplainedBy);
        json.WriteBoolean("bug", proven.IsBug);
        json.WriteStartObject("neededBy");
        foreach ((string engine, Level level) in proven.NeededBy) json.WriteString(engine, Words.Of(level));
        json.WriteEndObject();
        json.WriteEndObject();
        json.FlushIfMuch();
    }
}
