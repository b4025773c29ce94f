using RootlessHost.Checks;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>What was proven, for people: what did not work first, with the command that shows it and the check that says why; what worked, in a line each.</summary>
internal static class ProofText
{
    public static void Write(ProofReport report, Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        if (report.Proofs.Count == 0)
        {
            text.Wrap("There is nobody to prove anything for: no login user, or no engine that works for one.");
            return;
        }
        foreach (IGrouping<string, Proven> user in report.Proofs.GroupBy(proven => proven.User))
        {
            bool worked = !user.Any(proven => proven.Status is Status.Fail or Status.Unknown);
            text.Marked(worked ? "Works:" : "Does not work:", worked ? Ink.Good : Ink.Bad, $"{Sentences.List([.. EnginesOf(user)])} for {user.Key}.", indent: 2);
        }
        foreach (Proven proven in report.Proofs.Where(proven => proven.Status is not (Status.Pass or Status.Skip)).OrderBy(proven => proven.Status == Status.Warn))
        {
            text.Line();
            WriteProblem(text, proven);
        }
        text.Line();
        foreach (Proven proven in report.Proofs.Where(proven => proven.Status == Status.Pass || (proven.Status == Status.Skip && style.Verbose)))
        {
            bool passed = proven.Status == Status.Pass;
            text.Marked(passed ? "pass" : "skip", passed ? Ink.Good : Ink.Faint, $"{proven.Proof.Id} ({Who(proven)}): {proven.Outcome.Reason}", indent: 5);
            if (style.Verbose && proven.Outcome.Command is { } command) text.Command(command);
        }
        text.Line();
        WriteEnd(text, report);
    }

    private static void WriteProblem(Paper text, Proven proven)
    {
        (string label, Ink ink) = proven.Status switch
        {
            Status.Fail => ("FAIL", Ink.Bad),
            Status.Unknown => ("UNKNOWN", Ink.Odd),
            _ => ("WARN", Ink.Dubious),
        };
        text.Marked(label, ink, $"{proven.Proof.Id}: {Who(proven)}", indent: 5);
        string errno = proven.Outcome.Errno is { } name ? $" ({name})" : "";
        text.Wrap(Paper.Sentence(proven.Outcome.Reason + errno), indent: 2);
        if (proven.ExplainedBy is { } id) text.Wrap($"{id} says why: {Tool.Name} check --user {proven.User} --only {id}", indent: 2);
        if (proven.IsBug) text.Wrap($"Every check that could say why passes: that is a bug of {Tool.Name}. Please report it, with a capture.", indent: 2);
        if (proven.Outcome.Command is not { } command) return;
        text.Wrap("By hand:", indent: 2);
        text.Command(command);
    }

    private static string Who(Proven proven) => proven.Outcome.Engine is { } engine ? $"{engine} for {proven.User}" : proven.User;

    private static IEnumerable<string> EnginesOf(IEnumerable<Proven> proofs) => proofs.SelectMany(proven => proven.NeededBy.Select(need => need.Engine)).Distinct();

    private static void WriteEnd(Paper text, ProofReport report)
    {
        Summary sum = Summary.Of(report.Proofs.Select(proven => proven.Status));
        var counts = new List<string>();
        if (sum.Fail > 0) counts.Add($"{sum.Fail:N0} failed");
        if (sum.Unknown > 0) counts.Add($"{sum.Unknown:N0} unknown");
        if (sum.Warn > 0) counts.Add($"{sum.Warn:N0} not, and not required");
        counts.Add($"{sum.Pass:N0} worked");
        if (sum.Skip > 0) counts.Add($"{sum.Skip:N0} skipped");
        text.Wrap($"{string.Join(", ", counts)}.");
    }
}
