using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Messages;

namespace RootlessHost.Reports;

/// <summary>What somebody pasted, held against a host: the messages in it, and what can be behind them, first what this host has.</summary>
internal sealed class Diagnosis
{
    private static readonly MessageTable Known = new(AllMessages.List);

    private Diagnosis(IReadOnlyList<Recognised> messages, IReadOnlyList<Message> alike, IReadOnlyList<Cause> causes, Report report)
    {
        Messages = messages;
        Alike = alike;
        Causes = causes;
        Report = report;
    }

    public IReadOnlyList<Recognised> Messages { get; }

    /// <summary>Messages that share words with the text; only where none is in it.</summary>
    public IReadOnlyList<Message> Alike { get; }

    /// <summary>What can be behind it: what is wrong here, and what keeps an engine from working first; otherwise the likeliest first.</summary>
    public IReadOnlyList<Cause> Causes { get; }

    /// <summary>The look at the host, at which whoever sees the messages wants what they speak of.</summary>
    public Report Report { get; }

    /// <summary>What is wrong here and not behind it, as far as is known.</summary>
    public IEnumerable<string> Otherwise => Entries.Problems(Report).Sorted.Where(entry => entry.Blocks && Causes.All(cause => cause.Id != entry.First.Id)).Select(entry => entry.First.Id).Distinct();

    public static Diagnosis Of(string text, HostFacts host, Scope scope)
    {
        IReadOnlyList<Recognised> messages = Known.In(text);
        string[] needs = [.. messages.Select(message => message.Need).OfType<string>().Distinct()];
        var asked = new Dictionary<string, Judgement>();
        Report report = Look.At(host, needs.Length > 0 ? scope.Wanting(needs) : scope, judgement =>
        {
            if (!asked.TryGetValue(judgement.Id, out Judgement? known) || Rank(judgement.Status) < Rank(known.Status)) asked[judgement.Id] = judgement;
        }, asked.Clear);
        Cause[] causes = [.. from id in Likeliest(messages, asked) select new Cause(Catalogue.Find(id)!, asked.GetValueOrDefault(id))];
        return new Diagnosis(messages, messages.Count > 0 ? [] : Known.Alike(text), [.. causes.OrderBy(cause => HereFirst(cause, report.Scope))], report);
    }

    // What one of the messages names first comes before what it names second; the longer messages, which tell more, come first among equals.
    private static IEnumerable<string> Likeliest(IReadOnlyList<Recognised> messages, Dictionary<string, Judgement> asked) =>
        (from message in messages
         from cause in message.Message.Behind.Index()
         orderby cause.Index
         select cause.Item).SelectMany(id => WithItsCause(id, asked)).Distinct();

    // "Follows from ID": then that one is behind it, and comes first.
    private static IEnumerable<string> WithItsCause(string id, Dictionary<string, Judgement> asked) =>
        asked.TryGetValue(id, out Judgement? answer) && answer.Finding.Follows is { } from ? [from, id] : [id];

    private static int HereFirst(Cause cause, Scope scope) => cause.Worst switch
    {
        { IsProblem: true } worst when Sentences.Blocks(scope, worst) => 0,
        { Status: Status.Fail or Status.Warn } => 1,
        { IsProblem: true } => 2,
        _ => 3,
    };

    private static int Rank(Status status)
    {
        for (int rank = 0; rank < Words.WorstFirst.Count; rank++)
        {
            if (Words.WorstFirst[rank] == status) return rank;
        }
        return Words.WorstFirst.Count;
    }
}
