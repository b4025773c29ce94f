using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>SARIF 2.1.0, as security dashboards read it: a check is a rule, a finding a result, its evidence the location.</summary>
internal sealed class SarifFormat : IFormat
{
    private const string SchemaAddress = "https://json.schemastore.org/sarif-2.1.0.json";

    public string Name => "sarif";

    public void Write(Report report, Stream output, Style style)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("$schema", SchemaAddress);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WriteStartObject("tool");
            json.WriteStartObject("driver");
            json.WriteString("name", Tool.Name);
            json.WriteString("version", Tool.Version);
            json.WriteString("semanticVersion", Tool.Version);
            Dictionary<string, int> rules = WriteRules(json, report.Proven);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("invocations");
            json.WriteStartObject();
            json.WriteBoolean("executionSuccessful", true);
            json.WriteString("endTimeUtc", JsonText.Time(report.GeneratedAt));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (Judgement judgement in Shown.From(report).Findings)
            {
                Write(json, judgement, rules);
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static Dictionary<string, int> WriteRules(Utf8JsonWriter json, bool proofs)
    {
        var rules = new Dictionary<string, int>();
        json.WriteStartArray("rules");
        foreach (About about in Catalogue.All.Concat(proofs ? AllProofs.List : []).Select(check => check.About))
        {
            rules[about.Id] = rules.Count;
            json.WriteStartObject();
            json.WriteString("id", about.Id);
            WriteText(json, "shortDescription", about.Title);
            WriteText(json, "fullDescription", about.Why);
            WriteText(json, "help", $"Read: {about.Reads}. {Tool.Name} explain {about.Id} says more.");
            if (about.References.FirstOrDefault() is { } address) json.WriteString("helpUri", address);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return rules;
    }

    private static void Write(Utf8JsonWriter json, Judgement judgement, Dictionary<string, int> rules)
    {
        Finding finding = judgement.Finding;
        json.WriteStartObject();
        json.WriteString("ruleId", judgement.Id);
        if (rules.TryGetValue(judgement.Id, out int index)) json.WriteNumber("ruleIndex", index);
        // Only kind "fail" has a level other than "none": SARIF 2.1.0, 3.27.10. "open": not enough is known to decide.
        (string kind, string level) = finding.Status switch
        {
            Status.Fail => ("fail", "error"),
            Status.Warn => ("fail", "warning"),
            Status.Unknown => ("open", "none"),
            Status.Skip => ("notApplicable", "none"),
            _ => ("pass", "none"),
        };
        json.WriteString("kind", kind);
        json.WriteString("level", level);
        string who = judgement.User is { } user ? $"{user}: " : "";
        WriteText(json, "message", finding.Remedy is { } remedy ? $"{who}{finding.Reason}. Remedy: {remedy.Summary}" : who + finding.Reason);
        WriteLocations(json, finding.Evidence);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("checkAndUser/v1", Sentences.About(judgement));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocations(Utf8JsonWriter json, IReadOnlyList<Evidence> evidence)
    {
        json.WriteStartArray("locations");
        Evidence[] files = [.. evidence.Where(item => item.Source.StartsWith('/'))];
        // Dashboards refuse a result that is nowhere: then it is the host as a whole.
        foreach (Evidence item in files.Length > 0 ? files : [new Evidence("/")])
        {
            json.WriteStartObject();
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", "file://" + string.Join('/', item.Source.Split('/').Select(Uri.EscapeDataString)));
            json.WriteEndObject();
            if (item.Line is { } line)
            {
                json.WriteStartObject("region");
                json.WriteNumber("startLine", line);
                if (item.Text is { } text) WriteText(json, "snippet", text);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
