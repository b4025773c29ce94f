using RootlessHost.Checks;
using RootlessHost.Messages;

namespace RootlessHost.Reports;

/// <summary>A diagnosis for people: what was recognised, what is behind it here with the fix, and what else can be.</summary>
internal sealed class DiagnosisText(Diagnosis diagnosis)
{
    public void Write(Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        if (diagnosis.Messages.Count == 0) WriteUnknown(text);
        else WriteMessages(text, style);
        WriteOtherwise(text);
    }

    private void WriteMessages(Paper text, Style style)
    {
        foreach (Recognised recognised in diagnosis.Messages)
        {
            Message message = recognised.Message;
            text.Marked(message.By, Ink.Command, $"- {message.Text}", indent: 2);
            text.Wrap(message.Means, indent: 2);
            text.Wrap(message.Source, indent: 2);
        }
        Cause[] here = [.. diagnosis.Causes.Where(cause => cause.IsHere)];
        text.Line();
        text.Wrap(here.Length == 0 ? "Nothing that is known to be behind it is wrong here."
            : here.Length == 1 ? "Behind it, on this host:" : "Behind it, on this host, the likeliest first:");
        Entries entries = Entries.Problems(diagnosis.Report);
        foreach (Entry entry in here.SelectMany(cause => entries.Sorted.Where(entry => entry.First.Id == cause.Id)))
        {
            text.Line();
            TextFormat.WriteEntry(text, diagnosis.Report, entry, entries.Beyond(entry), style.Verbose);
        }
        WriteRest(text, style, here.Length > 0);
    }

    private void WriteRest(Paper text, Style style, bool someAreHere)
    {
        Cause[] rest = [.. diagnosis.Causes.Where(cause => !cause.IsHere)];
        if (rest.Length == 0) return;
        text.Line();
        text.Wrap(someAreHere ? "It can also come from these, which are not wrong here:" : "It can come from these:");
        foreach (Cause cause in rest)
        {
            string answer = cause.Worst is { } worst ? $"{Words.Of(worst.Status)}: {worst.Finding.Reason}" : "was not asked";
            text.Marked(cause.Id, Ink.Faint, answer, indent: 4);
            if (style.Verbose) text.Wrap(cause.Check.About.Why, indent: 4);
        }
    }

    private void WriteUnknown(Paper text)
    {
        text.Wrap("That is no message that is known here.");
        if (diagnosis.Alike.Count > 0)
        {
            text.Line();
            text.Wrap("Messages with much the same words:");
            foreach (Message message in diagnosis.Alike) text.Marked(message.By, Ink.Faint, $"- {message.Text}", indent: 4);
        }
    }

    private void WriteOtherwise(Paper text)
    {
        string[] otherwise = [.. diagnosis.Otherwise];
        text.Line();
        text.Wrap((otherwise, diagnosis.Messages.Count > 0) switch
        {
            ([], true) => $"{Tool.Name} explain ID says more about a check.",
            ([], false) => $"Nothing keeps an engine from working here, as far as {Tool.Name} check can tell.",
            (_, true) => $"In the way here for another reason: {Sentences.List(otherwise)}; {Tool.Name} check says more.",
            _ => $"In the way here is: {Sentences.List(otherwise)}; {Tool.Name} check says more.",
        });
    }
}
