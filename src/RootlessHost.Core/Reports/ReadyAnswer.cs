using System.Text;

namespace RootlessHost.Reports;

/// <summary>Whether what was asked about is ready, and why not.</summary>
/// <param name="Lines">A line a check, in the order of the report.</param>
/// <param name="Unmatched">What was to be excluded and is no check of the report.</param>
internal sealed record ReadyAnswer(IReadOnlyList<ReadyLine> Lines, IReadOnlyList<string> Unmatched)
{
    public bool Passes { get; } = !Lines.Any(line => line.Blocks && !line.IsExcluded);

    public bool Warns { get; } = Lines.Any(line => line.IsProblem && !line.IsExcluded);

    /// <summary>The word of health+json.</summary>
    public string Status => !Passes ? "fail" : Warns ? "warn" : "pass";

    /// <summary>The first line that keeps it from being ready, else the first that warns; null when all is well.</summary>
    public ReadyLine? First => Lines.FirstOrDefault(line => line.Blocks && !line.IsExcluded) ?? Lines.FirstOrDefault(line => line.IsProblem && !line.IsExcluded);

    /// <summary><c>ok</c>, or every line and the verdict, as Kubernetes' <c>/readyz?verbose</c> has it.</summary>
    /// <param name="name">Of the question: <c>readyz</c>.</param>
    /// <param name="verbose">Every line even when all is well.</param>
    public string Text(string name, bool verbose)
    {
        if (Passes && !verbose) return "ok";
        var text = new StringBuilder();
        foreach (ReadyLine line in Lines) text.Append(line.Text).Append('\n');
        if (Unmatched.Count > 0) text.Append($"warn: some health checks cannot be excluded: no matches for {string.Join(", ", Unmatched.Select(id => $"\"{Harmless.Line(id, 100)}\""))}\n");
        return text.Append(name).Append(Passes ? " check passed\n" : " check failed\n").ToString();
    }
}
