using System.CommandLine;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>history</c>: the transactions, the last one first.</summary>
internal sealed class HistoryCommand : Command
{
    private readonly AnswerOptions _answer = new("text", "json");
    private readonly RootOption _root = new();

    public HistoryCommand() : base("history", "List what apply and undo did, the last first.")
    {
        Options.Add(_root);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _answer.Begin(line);
        using Root root = _root.Open(line);
        (JournalEntry, JournalState)[] entries = [.. Journal.Entries(root).Reverse().Select(entry => (Journal.Read(root, entry.Id, entry.State), entry.State))];
        _answer.Write(line, (stream, style) =>
        {
            if (_answer.Format(line) == "json") HistoryJson.Write(entries, stream);
            else HistoryText.Write(entries, stream, style);
        });
        return ExitStatus.Good;
    }
}
