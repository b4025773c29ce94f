using System.Text.Json;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>
/// A plan, or what became of it, for Salt's <c>cmd.run</c> with <c>stateful</c>: one object, in which <c>changed</c> and <c>comment</c> are Salt's, and the rest is shown as the
/// state's changes. In test mode Salt takes <c>changed</c> for what would be, which is nothing as long as something is refused.
/// </summary>
internal static class PlanSalt
{
    /// <summary>What would be changed.</summary>
    public static void Write(Plan plan, Stream output) => Write(output, plan, plan.Refusals.Count > 0 ? [] : plan.Changes, "to make", []);

    /// <summary>What was changed.</summary>
    public static void Write(Applied applied, Stream output) =>
        Write(output, applied.Last, [.. applied.Done.SelectMany(done => PlanText.Made(done.Entry, done.Plan))], "made", [.. applied.Done.Select(done => done.Entry.Id)]);

    private static void Write(Stream output, Plan plan, IReadOnlyList<PlannedChange> changes, string what, IReadOnlyList<int> transactions)
    {
        string[] summaries = [.. changes.Select(change => change.Summary).Distinct()];
        string[] open = [.. plan.Refusals.Select(refusal => refusal.Option is { } option ? $"{refusal.What} ({option})" : refusal.What), .. plan.Left.Select(left => $"{Sentences.About(left)}: {left.Finding.Reason}")];
        string[] pending = [.. plan.Pending.Select(judgement => $"{Sentences.About(judgement)}: {judgement.Finding.Reason}")];
        string done = summaries.Length > 0 ? $"{Sentences.Count(summaries.Length, "change")} {what}" : plan.Refusals.Count > 0 ? "nothing is changed" : "nothing to change";
        using (var json = new Utf8JsonWriter(output, JsonText.OneLine))
        {
            json.WriteStartObject();
            json.WriteBoolean("changed", summaries.Length > 0);
            json.WriteString("comment", Harmless.Line($"{done}{Listed("; not in force yet: ", pending)}{Listed("; not done: ", open)}"));
            if (summaries.Length > 0) json.WriteStrings("changes", summaries.Select(line => Harmless.Line(line)));
            if (transactions.Count > 0) json.WriteString("undo", $"{Tool.Name} undo {transactions[^1]}");
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static string Listed(string title, string[] words) => words.Length > 0 ? title + string.Join("; ", words) : "";
}
