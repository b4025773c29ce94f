using System.Text.Json;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>Transactions as one JSON document: <c>rootless-host.history/1</c>.</summary>
internal static class HistoryJson
{
    public static void Write(IReadOnlyList<(JournalEntry Entry, JournalState State)> entries, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            HashSet<int> undone = [.. HistoryText.Undone(entries)];
            json.WriteStartObject();
            json.WriteString("schema", "rootless-host.history/1");
            json.WriteStartArray("transactions");
            foreach ((JournalEntry entry, JournalState state) in entries)
            {
                json.WriteStartObject();
                json.WriteNumber("id", entry.Id);
                json.WriteString("state", state switch
                {
                    JournalState.Begun => "begun",
                    JournalState.Back => "taken-back",
                    _ => undone.Contains(entry.Id) ? "undone" : "done",
                });
                json.WriteString("at", entry.At is { } at ? JsonText.Time(at) : null);
                json.WriteString("by", entry.By);
                if (entry.Undoes is { } other) json.WriteNumber("undoes", other);
                else json.WriteNull("undoes");
                json.WriteStrings("changes", entry.Summaries);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
