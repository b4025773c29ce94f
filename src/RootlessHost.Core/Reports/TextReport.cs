namespace RootlessHost.Reports;

/// <summary>For people at a terminal.</summary>
internal static class TextReport
{
    public static void Write(Report report, TextWriter output)
    {
        foreach (Verdict verdict in report.Verdicts) output.WriteLine($"{verdict.Engine} {verdict.User}: {(verdict.Ready ? "ready" : "not ready")}");
        foreach (Judgement judgement in report.Findings) output.WriteLine($"{judgement.Status} {judgement.Id} {judgement.User} {judgement.Finding.Reason}");
    }
}
