using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>
/// The findings of a report that is kept to answer questions about it. What was read, and how to mend it, is kept of those that <see cref="Entries"/> shows; of the others, of
/// which there may be thousands, what probes ask for.
/// </summary>
internal sealed class Retained
{
    private static readonly Remedy Likewise = new(new Told("", ByProgram: false, []));

    private readonly Dictionary<(string Id, Status Status), Dictionary<string, HashSet<string>>> _shown = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<(string, Level)>> _needs = new(StringComparer.Ordinal);
    private string? _user;

    /// <summary>As much of it as is needed.</summary>
    public Judgement Of(Judgement judgement)
    {
        Finding finding = judgement.Finding;
        bool isShown = IsShown(judgement, out bool isLikewise);
        return judgement with
        {
            User = Shared(judgement.User),
            NeededBy = Shared(judgement.NeededBy),
            Finding = isShown ? finding : new Finding(finding.Status, Text(finding.Reason)) { Follows = finding.Follows, Remedy = isLikewise ? Likewise : null },
        };
    }

    private bool IsShown(Judgement judgement, out bool isLikewise)
    {
        isLikewise = false;
        var key = (judgement.Id, judgement.Status);
        if (!_shown.TryGetValue(key, out Dictionary<string, HashSet<string>>? reasons)) _shown[key] = reasons = new(StringComparer.Ordinal);
        string? remedy = judgement.Finding.Remedy?.Summary;
        if (!reasons.TryGetValue(judgement.Finding.Reason, out HashSet<string>? remedies))
        {
            if (reasons.Count == Entries.MostReasons) return false;
            reasons[judgement.Finding.Reason] = remedy is null ? [] : [remedy];
            return true;
        }
        if (remedy is null) return false;
        isLikewise = remedies.Count == Entry.MostRemedies;
        return !isLikewise && remedies.Add(remedy);
    }

    // Those of an account stand together.
    private string? Shared(string? user) => _user == user ? _user : _user = user;

    private string Text(string text) => _texts.TryGetValue(text, out string? known) ? known : _texts[text] = text;

    private IReadOnlyList<(string, Level)> Shared(IReadOnlyList<(string, Level)> needs)
    {
        string key = string.Join(' ', needs);
        return _needs.TryGetValue(key, out IReadOnlyList<(string, Level)>? known) ? known : _needs[key] = [.. needs];
    }
}
