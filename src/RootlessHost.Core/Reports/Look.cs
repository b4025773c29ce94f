using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Asks every check of a scope, and weighs the answers. Pure, given the host's facts: asking again gives the same.</summary>
public sealed class Look
{
    // The findings of so many accounts are kept; of more they are made again when somebody wants to see them, because memory is bounded.
    private const int MostKept = 256;

    private readonly HostFacts _host;
    private readonly Scope _scope;
    private readonly Weights _weights;
    private readonly IReadOnlyList<IUserCheck> _userChecks;
    private readonly Judgement[] _ofHost;
    private readonly Judgement[] _problemsOfHost;
    private readonly Dictionary<string, int> _order;
    private readonly Dictionary<IReadOnlyList<IEngine>, Cohort> _cohorts = [];
    private readonly Dictionary<string, (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings)> _alike = [];
    private readonly List<Judgement[]> _kept = [];
    private readonly int[] _counts = new int[5];
    private readonly Entries _problems;

    private Look(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks)
    {
        _host = host;
        _scope = scope;
        _problems = new Entries(scope);
        host.Engines = scope.Engines;
        host.Needs = scope.Needs;
        host.Asked = [.. scope.Subjects.Where(subject => subject.Exists).Select(subject => subject.Account)];
        _weights = new Weights(host, scope.Needs);
        ICheck[] asked = [.. checks.Where(check => scope.Includes(check.About.Id))];
        _order = asked.Select((check, index) => (check.About.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        _userChecks = [.. asked.OfType<IUserCheck>()];
        _ofHost = [.. asked.OfType<IHostCheck>().Select(check => _weights.Question<HostFacts>(check, check.Look, scope.Engines).Ask(host, user: null))];
        _problemsOfHost = [.. _ofHost.Where(judgement => judgement.IsProblem)];
    }

    /// <summary>Looks once.</summary>
    public static Report At(HostFacts host, Scope scope) => At(host, scope, Catalogue.All);

    internal static Report At(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks) => new Look(host, scope, checks).Report();

    private Report Report()
    {
        var verdicts = new List<Verdict>();
        Count(_ofHost);
        foreach (Subject subject in _scope.Subjects)
        {
            Cohort cohort = CohortOf(subject);
            Judgement[] findings = Ask(cohort, subject);
            Count(findings);
            if (_kept.Count < MostKept) _kept.Add(findings);
            cohort.Decide(subject.Account.Name, findings, verdicts);
        }
        var judged = _cohorts.Values.SelectMany(cohort => cohort.Engines).ToHashSet();
        foreach (IEngine engine in _scope.Engines.Where(engine => !judged.Contains(engine)))
        {
            (IReadOnlyList<string> blockedBy, IReadOnlyList<string> warnings) = Decide(engine.Name, []);
            verdicts.Add(new Verdict(engine.Name, User: null, blockedBy.Count == 0, blockedBy, warnings));
        }
        return new Report(
            _host, _scope, verdicts.TrueForAll(verdict => verdict.Ready), verdicts, new Summary(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4]), Findings())
        {
            Problems = _problems,
        };
    }

    private IEnumerable<Judgement> Findings()
    {
        foreach (Judgement judgement in _ofHost) yield return judgement;
        for (int i = 0; i < _scope.Subjects.Count; i++)
        {
            Subject subject = _scope.Subjects[i];
            foreach (Judgement judgement in i < _kept.Count ? _kept[i] : Ask(CohortOf(subject), subject)) yield return judgement;
        }
    }

    private Judgement[] Ask(Cohort cohort, Subject subject) => cohort.Ask(new UserFacts(_host, subject.Account, subject.Exists, subject.Engines));

    private Cohort CohortOf(Subject subject)
    {
        if (_cohorts.TryGetValue(subject.Engines, out Cohort? known)) return known;
        return _cohorts[subject.Engines] = new Cohort(
            subject.Engines, [.. _userChecks.Select(check => _weights.Question<UserFacts>(check, check.Look, subject.Engines))], Decide);
    }

    // Equal lists are one: a report of 60,000 users holds few.
    private (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings) Decide(string engine, IReadOnlyList<Judgement> ofUser)
    {
        string[] blocked = Ids(ofUser, judgement => judgement.Blocks(engine) || (_scope.Strict && judgement.Warns(engine)));
        string[] warnings = Ids(ofUser, judgement => judgement.Warns(engine) && !_scope.Strict);
        string key = string.Join(',', blocked) + "|" + string.Join(',', warnings);
        if (!_alike.TryGetValue(key, out var lists)) _alike[key] = lists = (blocked, warnings);
        return lists;
    }

    private string[] Ids(IReadOnlyList<Judgement> ofUser, Func<Judgement, bool> which) =>
        [.. _problemsOfHost.Concat(ofUser).Where(which).Select(judgement => judgement.Id).OrderBy(id => _order[id])];

    private void Count(Judgement[] judgements)
    {
        foreach (Judgement judgement in judgements)
        {
            _counts[(int)judgement.Status]++;
            _problems.AddProblem(judgement);
        }
    }
}
