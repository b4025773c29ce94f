using System.Text.Json;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>A plan, or what became of it, as one JSON document: <c>rootless-host.plan/1</c>.</summary>
internal static class PlanJson
{
    public const string Schema = "rootless-host.plan/1";

    /// <summary>What would be changed.</summary>
    public static void Write(Plan plan, Stream output) => Write(output, plan, plan.Changes, []);

    /// <summary>What was changed.</summary>
    public static void Write(Applied applied, Stream output) =>
        Write(output, applied.Last, [.. applied.Done.SelectMany(done => PlanText.Made(done.Entry, done.Plan))], [.. applied.Done.Select(done => done.Entry.Id)]);

    private static void Write(Stream output, Plan plan, IReadOnlyList<PlannedChange> changes, IReadOnlyList<int> transactions)
    {
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteStartObject("tool");
            json.WriteString("name", Tool.Name);
            json.WriteString("version", Tool.Version);
            json.WriteEndObject();
            json.WriteString("root", plan.Before.Scope.Root);
            json.WriteBoolean("changed", transactions.Count > 0);
            json.WriteBoolean("ready", plan.After.Ready);
            json.WriteStartArray("transactions");
            foreach (int id in transactions) json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("changes");
            foreach (PlannedChange change in changes)
            {
                Write(json, change);
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteStartArray("refused");
            foreach (Refusal refusal in plan.Refusals)
            {
                json.WriteStartObject();
                json.WriteString("summary", refusal.What);
                json.WriteString("check", refusal.Why?.Id);
                json.WriteString("user", refusal.Why?.User);
                json.WriteString("option", refusal.Option);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("left");
            foreach (Judgement judgement in plan.Left)
            {
                json.WriteStartObject();
                json.WriteString("check", judgement.Id);
                json.WriteString("user", judgement.User);
                json.WriteString("reason", judgement.Finding.Reason);
                json.WriteString("remedy", judgement.Finding.Remedy?.Summary);
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteStartArray("pending");
            foreach (Judgement judgement in plan.Pending)
            {
                json.WriteStartObject();
                json.WriteString("check", judgement.Id);
                json.WriteString("user", judgement.User);
                json.WriteString("reason", judgement.Finding.Reason);
                json.WriteString("takesEffect", Words.Of(judgement.Finding.Awaits!.Value));
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, PlannedChange change)
    {
        json.WriteStartObject();
        json.WriteString("kind", change.Kind);
        json.WriteString("target", change.Target);
        json.WriteString("before", change.Before);
        json.WriteString("after", change.After);
        json.WriteString("summary", change.Summary);
        json.WriteString("reason", change.Reason);
        json.WriteString("check", change.Check);
        json.WriteString("user", change.User);
        json.WriteString("takesEffect", Words.Of(change.TakesEffect));
        json.WriteEndObject();
    }
}
