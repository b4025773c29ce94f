using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The accounts that are judged for the same engines.</summary>
/// <param name="engines">The engines, in their order.</param>
/// <param name="questions">What each account is asked, in the order of the catalogue.</param>
/// <param name="decide">The checks that block an engine and those that warn about it, of a host with these findings of an account.</param>
internal sealed class Cohort(
    IReadOnlyList<IEngine> engines, IReadOnlyList<Question<UserFacts>> questions, Func<string, IReadOnlyList<Judgement>, (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings)> decide)
{
    private readonly Question<UserFacts>[] _questions = [.. questions];
    private readonly Dictionary<string, (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings)[]> _alike = new(StringComparer.Ordinal);
    private readonly StringBuilder _key = new();

    public IReadOnlyList<IEngine> Engines => engines;

    /// <summary>The findings about an account.</summary>
    public Judgement[] Ask(UserFacts user)
    {
        var findings = new Judgement[_questions.Length];
        for (int i = 0; i < findings.Length; i++) findings[i] = _questions[i].Ask(user, user.Name);
        return findings;
    }

    /// <summary>The verdicts on an account. Those with the same problems share their lists, and the work.</summary>
    public void Decide(string user, Judgement[] findings, List<Verdict> verdicts)
    {
        _key.Clear();
        for (int i = 0; i < findings.Length; i++)
        {
            if (!findings[i].IsProblem) continue;
            _key.Append((char)i).Append((char)findings[i].Status);
            if (findings[i].Finding.Engines is { } only) _key.AppendJoin(',', only);
        }
        string key = _key.ToString();
        if (!_alike.TryGetValue(key, out var lists))
        {
            Judgement[] problems = [.. findings.Where(finding => finding.IsProblem)];
            _alike[key] = lists = [.. engines.Select(engine => decide(engine.Name, problems))];
        }
        for (int i = 0; i < lists.Length; i++) verdicts.Add(new Verdict(engines[i].Name, user, lists[i].BlockedBy.Count == 0, lists[i].BlockedBy, lists[i].Warnings));
    }
}
