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
    private readonly Questions _questions;
    private readonly IReadOnlyList<IUserCheck> _userChecks;
    private readonly Answers _ofHost;
    private readonly Dictionary<Needs, int> _partOfHost = [];
    private readonly Dictionary<IReadOnlyList<IEngine>, Wish> _usual = [];
    private readonly Dictionary<string, int> _order;
    private readonly Dictionary<string, (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings)> _alike = [];
    private readonly List<Judgement[]> _kept = [];
    private readonly int[] _counts = new int[5];
    private readonly Entries _problems;

    private readonly Action<Judgement>? _each;

    private Look(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks, Action<Judgement>? each)
    {
        _each = each;
        _host = host;
        _scope = scope;
        _problems = new Entries(scope);
        host.Asked = [.. scope.Subjects.Where(subject => subject.Exists).Select(subject => subject.Account)];
        _questions = new Questions(host, new Weights(host, scope.Engines));
        ICheck[] asked = [.. checks.Where(check => scope.Includes(check.About.Id))];
        _order = asked.Select((check, index) => (check.About.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        _userChecks = [.. asked.OfType<IUserCheck>()];
        for (int part = 0; part < scope.Wish.Parts.Count; part++) _partOfHost[scope.Wish.Parts[part].Needs] = part;
        _ofHost = _questions.Ask<IHostCheck>([.. asked.OfType<IHostCheck>()], user: null, scope.Wish, check => check.Look(host), engines => host.Engines = engines);
    }

    /// <summary>Looks once.</summary>
    /// <param name="host">The host.</param>
    /// <param name="scope">What is asked about it.</param>
    /// <param name="each">Gets each finding of the report as it is found: walking them afterwards is another look where there are many users.</param>
    public static Report At(HostFacts host, Scope scope, Action<Judgement>? each = null) => At(host, scope, Catalogue.All, each);

    internal static Report At(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks, Action<Judgement>? each = null) => new Look(host, scope, checks, each).Report();

    private Report Report()
    {
        var verdicts = new List<Verdict>();
        Count(_ofHost.Reported);
        var judged = new HashSet<string>();
        foreach (Subject subject in _scope.Subjects)
        {
            Wish wish = WishOf(subject);
            Answers answers = AskUser(subject, wish);
            Count(answers.Reported);
            if (_kept.Count < MostKept) _kept.Add(answers.Reported);
            foreach (IEngine engine in subject.Engines)
            {
                judged.Add(engine.Name);
                int part = PartOf(wish, engine);
                verdicts.Add(Decide(engine.Name, subject.Account.Name, _ofHost.Of(_partOfHost[wish.Parts[part].Needs]), answers.Of(part)));
            }
        }
        foreach (IEngine engine in _scope.Engines.Where(engine => !judged.Contains(engine.Name)))
        {
            verdicts.Add(Decide(engine.Name, user: null, _ofHost.Of(PartOf(_scope.Wish, engine)), []));
        }
        return new Report(
            _host, _scope, verdicts.TrueForAll(verdict => verdict.Ready), verdicts, new Summary(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4]), Findings())
        {
            Problems = _problems,
        };
    }

    private IEnumerable<Judgement> Findings()
    {
        foreach (Judgement judgement in _ofHost.Reported) yield return judgement;
        for (int i = 0; i < _scope.Subjects.Count; i++)
        {
            foreach (Judgement judgement in i < _kept.Count ? _kept[i] : AskUser(_scope.Subjects[i], WishOf(_scope.Subjects[i])).Reported) yield return judgement;
        }
    }

    private Answers AskUser(Subject subject, Wish wish)
    {
        var user = new UserFacts(_host, subject.Account, subject.Exists, subject.Engines);
        return _questions.Ask(_userChecks, subject.Account.Name, wish, check => check.Look(user), engines => user.Engines = engines);
    }

    private Wish WishOf(Subject subject)
    {
        if (subject.Wish is { } own) return own;
        if (!_usual.TryGetValue(subject.Engines, out Wish? usual)) _usual[subject.Engines] = usual = new Wish(subject.Engines, _scope.Needs);
        return usual;
    }

    private static int PartOf(Wish wish, IEngine engine)
    {
        int part = 0;
        while (!wish.Parts[part].Engines.Contains(engine)) part++;
        return part;
    }

    private Verdict Decide(string engine, string? user, Judgement[] ofHost, Judgement[] ofUser)
    {
        string[] blocked = Ids(ofHost, ofUser, judgement => judgement.Blocks(engine) || (_scope.Strict && judgement.Warns(engine)));
        string[] warnings = Ids(ofHost, ofUser, judgement => judgement.Warns(engine) && !_scope.Strict);
        string key = string.Join(',', blocked) + "|" + string.Join(',', warnings);
        if (!_alike.TryGetValue(key, out var lists)) _alike[key] = lists = (blocked, warnings);
        return new Verdict(engine, user, lists.BlockedBy.Count == 0, lists.BlockedBy, lists.Warnings);
    }

    private string[] Ids(Judgement[] ofHost, Judgement[] ofUser, Func<Judgement, bool> which) =>
        [.. ofHost.Concat(ofUser).Where(which).Select(judgement => judgement.Id).OrderBy(id => _order[id])];

    private void Count(IReadOnlyList<Judgement> judgements)
    {
        foreach (Judgement judgement in judgements)
        {
            _counts[(int)judgement.Status]++;
            _problems.AddProblem(judgement);
            _each?.Invoke(judgement);
        }
    }
}
