using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>The findings of a report in the order in which people want them: what blocks, the other failures, warnings; each alike finding once.</summary>
internal sealed class Entries
{
    // Reasons can hold a number that is each user's own. Memory and patience are bounded.
    internal const int MostReasons = 8;

    private readonly Dictionary<(string Id, Status Status), Kind> _kinds = [];
    private readonly List<Entry> _inOrder = [];

    private readonly Scope _scope;
    private Entry[]? _sorted;

    /// <summary>None yet.</summary>
    public Entries(Scope scope) => _scope = scope;

    /// <summary>Of every finding, those that passed or were skipped too. Walks them once.</summary>
    public Entries(Report report) : this(report.Scope)
    {
        foreach (Judgement judgement in report.Findings) Add(judgement);
    }

    /// <summary>Of the findings that did not pass and were not skipped.</summary>
    public static Entries Problems(Report report)
    {
        if (report.Problems is { } known) return known;
        var entries = new Entries(report.Scope);
        foreach (Judgement judgement in report.Findings) entries.AddProblem(judgement);
        return entries;
    }

    /// <summary>Within a status, the order of the catalogue: causes come first.</summary>
    public IReadOnlyList<Entry> Sorted => _sorted ??= Sort();

    public void AddProblem(Judgement judgement)
    {
        if (judgement.IsProblem) Add(judgement);
    }

    /// <summary>How many findings of that check and status have reasons that are not among the entries; told at the last of these.</summary>
    public int Beyond(Entry entry) => Sorted.Count > 0 && _kinds[(entry.First.Id, entry.Status)] is var kind && ReferenceEquals(kind.Last, entry) ? kind.Beyond : 0;

    private Entry[] Sort()
    {
        Entry[] sorted = [.. _inOrder.OrderBy(Rank).ThenBy(entry => Catalogue.PlaceOf(entry.First.Id))];
        foreach (Entry entry in sorted) _kinds[(entry.First.Id, entry.Status)].Last = entry;
        return sorted;
    }

    public void Add(Judgement judgement)
    {
        if (!_kinds.TryGetValue((judgement.Id, judgement.Status), out Kind? kind)) _kinds[(judgement.Id, judgement.Status)] = kind = new Kind();
        if (kind.Find(judgement.Finding.Reason) is not { } entry)
        {
            if (kind.Entries.Count == MostReasons)
            {
                kind.Beyond++;
                return;
            }
            kind.Entries.Add(entry = new Entry(judgement, Sentences.Blocks(_scope, judgement)));
            _inOrder.Add(entry);
        }
        entry.Add(judgement);
    }

    private static int Rank(Entry entry) => (entry.Status, entry.Blocks) switch
    {
        (Status.Pass, _) => 6,
        (Status.Skip, _) => 7,
        (var status, var blocks) => (blocks ? 0 : 3) + status switch { Status.Fail => 0, Status.Unknown => 1, _ => 2 },
    };

    private sealed class Kind
    {
        public List<Entry> Entries { get; } = [];

        public Entry? Find(string reason)
        {
            foreach (Entry entry in Entries)
            {
                if (entry.Finding.Reason == reason) return entry;
            }
            return null;
        }

        public int Beyond { get; set; }

        public Entry? Last { get; set; }
    }
}
