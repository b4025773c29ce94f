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
    private readonly IReadOnlyList<IHostCheck> _hostChecks;
    private readonly IReadOnlyList<IUserCheck> _userChecks;
    private readonly List<Judgement> _ofHost;
    private readonly Dictionary<string, int> _order;
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
        _weights = new Weights(host, scope.Engines, scope.Needs);
        ICheck[] asked = [.. checks.Where(check => scope.Includes(check.About.Id))];
        _order = asked.Select((check, index) => (check.About.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        _hostChecks = [.. asked.OfType<IHostCheck>()];
        _userChecks = [.. asked.OfType<IUserCheck>()];
        _ofHost = [.. _hostChecks.Select(AskHost)];
    }

    /// <summary>Looks once.</summary>
    public static Report At(HostFacts host, Scope scope) => At(host, scope, Catalogue.All);

    internal static Report At(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks) => new Look(host, scope, checks).Report();

    private Report Report()
    {
        var verdicts = new List<Verdict>();
        Count(_ofHost);
        var judged = new HashSet<string>();
        foreach (Subject subject in _scope.Subjects)
        {
            Judgement[] findings = AskUser(subject);
            Count(findings);
            if (_kept.Count < MostKept) _kept.Add(findings);
            foreach (IEngine engine in subject.Engines)
            {
                judged.Add(engine.Name);
                verdicts.Add(Decide(engine.Name, subject.Account.Name, findings));
            }
        }
        foreach (IEngine engine in _scope.Engines.Where(engine => !judged.Contains(engine.Name))) verdicts.Add(Decide(engine.Name, user: null, []));
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
            foreach (Judgement judgement in i < _kept.Count ? _kept[i] : AskUser(_scope.Subjects[i])) yield return judgement;
        }
    }

    private Judgement AskHost(IHostCheck check) => _weights.Weigh(check, user: null, Ask(check, _scope.Engines, () => check.Look(_host)), _scope.Engines);

    private Judgement[] AskUser(Subject subject)
    {
        var user = new UserFacts(_host, subject.Account, subject.Exists, subject.Engines);
        var findings = new Judgement[_userChecks.Count];
        for (int i = 0; i < findings.Length; i++)
        {
            IUserCheck check = _userChecks[i];
            findings[i] = _weights.Weigh(check, subject.Account.Name, Ask(check, subject.Engines, () => check.Look(user)), subject.Engines);
        }
        return findings;
    }

    // The one place where a question that cannot be answered becomes an answer.
    private Finding Ask(ICheck check, IReadOnlyList<IEngine> engines, Func<Finding> look)
    {
        if (_weights.Of(check.About.Id, engines).Count == 0) return Finding.Skip($"{string.Join(", ", engines.Select(engine => engine.Name))} can do without");
        if (check.About.Running && _host.IsImage) return Finding.Skip("an image has no running kernel or session");
        try
        {
            return look();
        }
        catch (IOException failure)
        {
            return Finding.Unknown(failure.Message);
        }
    }

    private Verdict Decide(string engine, string? user, IReadOnlyList<Judgement> ofUser)
    {
        string[] blocked = Ids(ofUser, judgement => judgement.Blocks(engine) || (_scope.Strict && judgement.Warns(engine)));
        string[] warnings = Ids(ofUser, judgement => judgement.Warns(engine) && !_scope.Strict);
        string key = string.Join(',', blocked) + "|" + string.Join(',', warnings);
        if (!_alike.TryGetValue(key, out var lists)) _alike[key] = lists = (blocked, warnings);
        return new Verdict(engine, user, lists.BlockedBy.Count == 0, lists.BlockedBy, lists.Warnings);
    }

    private string[] Ids(IReadOnlyList<Judgement> ofUser, Func<Judgement, bool> which) =>
        [.. _ofHost.Concat(ofUser).Where(which).Select(judgement => judgement.Id).OrderBy(id => _order[id])];

    private void Count(IReadOnlyList<Judgement> judgements)
    {
        foreach (Judgement judgement in judgements)
        {
            _counts[(int)judgement.Status]++;
            _problems.AddProblem(judgement);
        }
    }
}
