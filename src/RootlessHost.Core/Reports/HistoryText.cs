using RootlessHost.Remedies;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Reports;

/// <summary>Transactions for people.</summary>
internal static class HistoryText
{
    private const int MostSummaries = 10;

    /// <param name="entries">The last one first.</param>
    public static void Write(IReadOnlyList<(JournalEntry Entry, JournalState State)> entries, Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        if (entries.Count == 0) text.Wrap("Nothing was ever changed.");
        HashSet<int> undone = [.. Undone(entries)];
        foreach ((JournalEntry entry, JournalState state) in entries)
        {
            string when = entry.At is { } at ? $" {JsonText.Time(at)}" : "";
            string who = entry.By is { } by ? $" by {by}" : "";
            text.Marked($"{entry.Id}", Ink.Command, $"{State(entry, state, undone)}{when}{who}", indent: 4);
            if (entry.Undoes is { } other) text.Wrap($"takes back {other}", indent: 4);
            else WriteSummaries(text, entry, style.Verbose);
        }
    }

    public static void WriteUndone(JournalEntry entry, Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        if (CanBeTakenBack(entry)) text.Marked("Taken back:", Ink.Good, $"transaction {entry.Id}.", indent: 2);
        else text.Marked("Left as it is:", Ink.Dubious, $"transaction {entry.Id}.", indent: 2);
        WriteSummaries(text, entry, style.Verbose);
        if (entry.Steps.OfType<RunStep>().Where(step => step.Back is null).ToArray() is { Length: > 0 } stays) text.Wrap($"Not taken back, because nothing safely does: {string.Join("; ", stays.Select(step => step.Command))}.");
    }

    /// <summary>Some of it can: packages and modules stay.</summary>
    public static bool CanBeTakenBack(JournalEntry entry) => entry.Steps.Any(step => step.Reverse() is not null);

    /// <summary>The numbers of those that another one took back.</summary>
    public static IEnumerable<int> Undone(IReadOnlyList<(JournalEntry Entry, JournalState State)> entries) =>
        entries.Where(entry => entry.State == JournalState.Done).Select(entry => entry.Entry.Undoes).OfType<int>();

    private static string State(JournalEntry entry, JournalState state, HashSet<int> undone) => state switch
    {
        JournalState.Begun => "broken off, or at work now",
        JournalState.Back => "failed and taken back",
        _ when undone.Contains(entry.Id) => "done, and taken back later",
        _ => "done",
    };

    private static void WriteSummaries(Paper text, JournalEntry entry, bool all)
    {
        foreach (string summary in all ? entry.Summaries : entry.Summaries.Take(MostSummaries)) text.Wrap(summary, indent: 4);
        if (!all && entry.Summaries.Count > MostSummaries) text.Wrap($"and {entry.Summaries.Count - MostSummaries:N0} more", indent: 4);
    }
}
