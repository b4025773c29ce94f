using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>A report read back from its JSON: <c>rootless-host.report/1</c>, with what the worker adds to it.</summary>
/// <param name="Places">Where in the document the object of each finding stands, in their order.</param>
internal sealed record ReportDocument(Report Report, WatchRecord? Watch, IReadOnlyList<Range> Places)
{
    /// <summary>A document larger than this is refused: some fifteen hundred users.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The document, which may have come from anybody.</summary>
    /// <exception cref="FormatException">It is no such document; says in which line.</exception>
    public static ReportDocument Read(byte[] bytes) => new ReportReader(bytes).Read();

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
