namespace RootlessHost.Reports;

/// <summary>The verdicts that are alike, as one sentence: <c>docker and podman for alice, bob and 59,998 more</c>.</summary>
internal sealed class VerdictLine
{
    private const int MostNames = 5;

    private readonly List<string> _names = [];
    private readonly List<string> _engines = [];
    private HashCode _who;

    private VerdictLine(Verdict first)
    {
        First = first;
        _engines.Add(first.Engine);
    }

    public Verdict First { get; }

    public bool Ready => First.Ready;

    public string Engines => Sentences.List(_engines);

    /// <summary>The users in words; null when only the host was judged.</summary>
    public string? Users => First.User is null ? null : Entry.People(_names, Count);

    public int Count { get; private set; }

    /// <summary>Not ready first; engines about which the same is to be said of the same users together.</summary>
    public static IReadOnlyList<VerdictLine> Of(IReadOnlyList<Verdict> verdicts)
    {
        // Look shares the lists of ids among verdicts that are alike, so that many users make few groups without comparing ids.
        var groups = new Dictionary<(string, IReadOnlyList<string>, IReadOnlyList<string>), VerdictLine>();
        foreach (Verdict verdict in verdicts)
        {
            var key = (verdict.Engine, verdict.BlockedBy, verdict.Warnings);
            if (!groups.TryGetValue(key, out VerdictLine? line)) groups[key] = line = new VerdictLine(verdict);
            line.Add(verdict);
        }
        var merged = new Dictionary<(IReadOnlyList<string>, IReadOnlyList<string>, int, int), VerdictLine>();
        foreach (VerdictLine line in groups.Values)
        {
            var key = (line.First.BlockedBy, line.First.Warnings, line.Count, line._who.ToHashCode());
            if (merged.TryGetValue(key, out VerdictLine? same)) same._engines.Add(line.First.Engine);
            else merged[key] = line;
        }
        return [.. merged.Values.OrderBy(line => line.Ready)];
    }

    private void Add(Verdict verdict)
    {
        Count++;
        _who.Add(verdict.User);
        if (verdict.User is { } user && _names.Count < MostNames) _names.Add(Harmless.Line(user, 64));
    }
}
