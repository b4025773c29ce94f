using System.Text;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Proofs;

/// <summary>An outcome as one line of JSON: how the process that is the user tells it to the one that asked. Who reads it believes nothing: it is the user's word.</summary>
public static class OutcomeLine
{
    private const int LongestText = 4096;

    public static string Of(Outcome outcome)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, JsonText.OneLine))
        {
            json.WriteStartObject();
            json.WriteString("id", outcome.Id);
            json.WriteString("engine", outcome.Engine);
            json.WriteString("status", Words.Of(outcome.Status));
            json.WriteString("reason", outcome.Reason);
            json.WriteString("errno", outcome.Errno);
            json.WriteString("command", outcome.Command);
            json.WriteBoolean("own", outcome.IsOwn);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(line.ToArray());
    }

    /// <summary>The outcome; null when the line is none.</summary>
    public static Outcome? Parse(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 2 });
            return json.RootElement is { ValueKind: JsonValueKind.Object } members
                && Text(members, "id") is { } id && AllProofs.Find(id) is not null
                && StatusOf(Text(members, "status")) is { } status
                && Text(members, "reason") is { Length: > 0 } reason
                ? new Outcome(id, Text(members, "engine"), status, reason, Text(members, "errno"), Text(members, "command")) { IsOwn = members.TryGetProperty("own", out JsonElement own) && own.ValueKind == JsonValueKind.True }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Status? StatusOf(string? word)
    {
        foreach (Status status in Words.WorstFirst)
        {
            if (Words.Of(status) == word) return status;
        }
        return null;
    }

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            ? text.Length <= LongestText ? text : text[..LongestText]
            : null;
}
