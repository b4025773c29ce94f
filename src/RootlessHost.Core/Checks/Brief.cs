using RootlessHost.Remedies;

namespace RootlessHost.Checks;

/// <summary>
/// Findings with no more text than a person reads. Names, values and lines of files are chosen by whoever has them, and may be as long as the kernel or a file allows: a report
/// of them would be too large to be kept, sent and looked at, for everybody.
/// </summary>
internal static class Brief
{
    /// <summary>Characters of all that is told of one account; ordinary findings have a tenth of it.</summary>
    public const int MostOfAccount = 64 * 1024;

    private const int MostOfReason = 1000;
    private const int MostOfText = 500;
    private const int MostEvidence = 40;

    // A path may have 4095 bytes, and each may be a quote that a shell wants in four.
    private const int MostOfRemedy = 32 * 1024;

    /// <summary>The finding, its texts cut where they are longer, and its remedy left out where nobody could paste it.</summary>
    public static Finding Of(Finding finding) => IsBrief(finding) ? finding : finding with
    {
        Reason = Cut(finding.Reason, MostOfReason)!,
        Expected = Cut(finding.Expected, MostOfText),
        Actual = Cut(finding.Actual, MostOfText),
        Evidence = [.. finding.Evidence.Take(MostEvidence).Select(evidence => evidence with { Source = Cut(evidence.Source, MostOfReason)!, Text = Cut(evidence.Text, MostOfText) })],
        Remedy = finding.Remedy is { } remedy && Length(remedy) > MostOfRemedy ? null : finding.Remedy,
    };

    /// <summary>How much text a finding holds, about.</summary>
    public static int Length(Finding finding)
    {
        int length = finding.Reason.Length + (finding.Expected?.Length ?? 0) + (finding.Actual?.Length ?? 0);
        for (int i = 0; i < finding.Evidence.Count; i++) length += finding.Evidence[i].Source.Length + (finding.Evidence[i].Text?.Length ?? 0);
        return length + (finding.Remedy is { } remedy ? Length(remedy) : 0);
    }

    // Asked of each finding of each account: no enumerators.
    private static bool IsBrief(Finding finding)
    {
        if (finding.Reason.Length > MostOfReason || finding.Expected?.Length > MostOfText || finding.Actual?.Length > MostOfText || finding.Evidence.Count > MostEvidence) return false;
        for (int i = 0; i < finding.Evidence.Count; i++)
        {
            if (finding.Evidence[i].Source.Length > MostOfReason || finding.Evidence[i].Text?.Length > MostOfText) return false;
        }
        return finding.Remedy is not { } remedy || Length(remedy) <= MostOfRemedy;
    }

    private static int Length(Remedy remedy)
    {
        int length = 0;
        for (int i = 0; i < remedy.Changes.Count; i++)
        {
            length += remedy.Changes[i].Target.Length;
            if (remedy.Changes[i] is ByHand { Lines: { } lines }) length += lines.Sum(line => line.Length);
        }
        return length;
    }

    private static string? Cut(string? text, int most) =>
        text is null || text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");
}
