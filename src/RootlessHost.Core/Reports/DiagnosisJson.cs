using System.Text.Json;
using RootlessHost.Messages;

namespace RootlessHost.Reports;

/// <summary>A diagnosis as a document, <c>rootless-host.diagnosis/1</c>: what <c>schema diagnosis</c> describes.</summary>
internal sealed class DiagnosisJson(Diagnosis diagnosis)
{
    public const string Schema = "rootless-host.diagnosis/1";

    public void Write(Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteBoolean("recognised", diagnosis.Messages.Count > 0);
            Write(json, "messages", diagnosis.Messages.Select(recognised => recognised.Message));
            Write(json, "alike", diagnosis.Alike);
            json.WriteStartArray("causes");
            foreach (Cause cause in diagnosis.Causes) Write(json, cause);
            json.WriteEndArray();
            json.WriteStrings("otherwise", diagnosis.Otherwise);
            json.WriteStartArray("findings");
            foreach (Judgement judgement in diagnosis.Report.Findings.Where(judgement => judgement.IsProblem && diagnosis.Causes.Any(cause => cause.Id == judgement.Id)))
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

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<Message> messages)
    {
        json.WriteStartArray(name);
        foreach (Message message in messages)
        {
            json.WriteStartObject();
            json.WriteString("text", message.Text);
            json.WriteString("by", message.By);
            json.WriteString("means", message.Means);
            json.WriteString("source", message.Source);
            json.WriteStrings("behind", message.Behind);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Cause cause)
    {
        json.WriteStartObject();
        json.WriteString("id", cause.Id);
        json.WriteString("title", cause.Check.About.Title);
        json.WriteBoolean("here", cause.IsHere);
        json.WriteString("status", cause.Worst is { } worst ? Words.Of(worst.Status) : null);
        json.WriteString("reason", cause.Worst?.Finding.Reason);
        json.WriteEndObject();
    }
}
