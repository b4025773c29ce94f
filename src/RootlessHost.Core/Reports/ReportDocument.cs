using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>A report read back from its JSON: <c>rootless-host.report/1</c>, with what the worker adds to it.</summary>
/// <param name="Places">Where in the document the object of each finding stands, in their order.</param>
internal sealed record ReportDocument(Report Report, WatchRecord? Watch, IReadOnlyList<Range> Places)
{
    /// <summary>A document larger than this is refused. The worker publishes none that is: of findings at most half of it, and as many verdicts, ids and names as have room in the rest.</summary>
    public const int MostBytes = 24 << 20;

    /// <summary>The document, which may have come from anybody.</summary>
    /// <param name="bytes">It.</param>
    /// <param name="keep">What to keep of each finding; all, unless it is said.</param>
    /// <exception cref="FormatException">It is no such document; says in which line.</exception>
    public static ReportDocument Read(byte[] bytes, Func<Judgement, Judgement>? keep = null) => new ReportReader(bytes, keep).Read();

    /// <summary>Warnings counted as failures when it was made: something that only warns blocks an engine.</summary>
    internal static bool IsStrict(IEnumerable<Verdict> verdicts, IEnumerable<Judgement> findings)
    {
        HashSet<string> blocking = [.. verdicts.SelectMany(verdict => verdict.BlockedBy)];
        if (blocking.Count == 0) return false;
        foreach (Judgement judgement in findings)
        {
            if (judgement.Status is Status.Fail or Status.Unknown) blocking.Remove(judgement.Id);
        }
        return blocking.Count > 0;
    }
}
