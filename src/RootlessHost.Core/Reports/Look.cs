using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Asks every check of a scope, and weighs the answers. Pure, given the host's facts; of very many accounts those are read once and forgotten.</summary>
public sealed class Look
{
    // The findings of so many accounts are kept as they are; of more they are packed, because memory is bounded.
    private const int MostKept = 256;

    private readonly HostFacts _host;
    private readonly Scope _scope;
    private readonly Questions _questions;
    private readonly IReadOnlyList<IUserCheck> _userChecks;
    private readonly Answers _ofHost;
    private readonly Dictionary<Needs, int> _partOfHost = [];
    private readonly Dictionary<IReadOnlyList<IEngine>, Wish> _usual = [];
    private readonly Dictionary<string, int> _order;
    private readonly Comparison<string> _byPlace;
    private readonly Dictionary<string, (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings)> _alike = [];
    private readonly List<string> _blocked = [];
    private readonly List<string> _warnings = [];
    private readonly List<Judgement[]> _kept = [];
    private readonly PackedFindings? _packed;
    private readonly int[] _counts = new int[5];
    private readonly Entries _problems;
    private readonly Action<Judgement>? _each;
    private (IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings) _lists = ([], []);

    private Look(HostFacts host, Scope scope, IReadOnlyList<ICheck> asked, Action<Judgement>? each, bool isWalked)
    {
        _each = each;
        host.Turn(isAccounts: false);
        _host = host;
        _scope = scope;
        _problems = new Entries(scope);
        host.Asked = [.. scope.Subjects.Where(subject => subject.Exists).Select(subject => subject.Account)];
        _questions = new Questions(host, new Weights(host));
        _order = asked.Select((check, index) => (check.About.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        _byPlace = (left, right) => _order[left].CompareTo(_order[right]);
        _userChecks = [.. asked.OfType<IUserCheck>()];
        for (int part = 0; part < scope.Wish.Parts.Count; part++) _partOfHost[scope.Wish.Parts[part].Needs] = part;
        _packed = isWalked && scope.Subjects.Count > MostKept ? new PackedFindings(_userChecks) : null;
        _ofHost = _questions.Ask<IHostCheck, HostFacts>([.. asked.OfType<IHostCheck>()], user: null, scope.Wish, host, static (check, host) => check.Look(host), static (host, engines) => host.Engines = engines);
    }

    /// <summary>Looks once.</summary>
    /// <param name="host">The host.</param>
    /// <param name="scope">What is asked about it.</param>
    /// <param name="each">Gets each finding of the report as it is found.</param>
    /// <param name="again">Called when all of that was for nothing, because an answer followed from a check that was not asked about: now it is, from the beginning.</param>
    /// <param name="isWalked">The report's findings are walked afterwards. Where they are not, those of many accounts are not kept, and would be asked for again.</param>
    public static Report At(HostFacts host, Scope scope, Action<Judgement>? each = null, Action? again = null, bool isWalked = true) => At(host, scope, Catalogue.All, each, again, isWalked);

    internal static Report At(HostFacts host, Scope scope, IReadOnlyList<ICheck> checks, Action<Judgement>? each = null, Action? again = null, bool isWalked = true)
    {
        HashSet<string> ids = [.. checks.Select(check => check.About.Id).Where(scope.Includes)];
        while (true)
        {
            int before = ids.Count;
            string? last = null;
            Report report = new Look(host, scope, [.. checks.Where(check => ids.Contains(check.About.Id))], scope.Only.Count == 0 ? each : Note, isWalked).Report();
            if (ids.Count == before) return report;
            again?.Invoke();

            // An answer that follows from another one says nothing without it, and would let pass what the other fails.
            void Note(Judgement judgement)
            {
                each?.Invoke(judgement);
                if (judgement.Finding.Follows is not { } cause || ReferenceEquals(cause, last)) return;
                if (!scope.Skips(last = cause)) ids.Add(cause);
            }
        }
    }

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
            else _packed?.Add(answers.Reported);
            foreach (IEngine engine in subject.Engines)
            {
                judged.Add(engine.Name);
                int part = PartOf(wish, engine);
                verdicts.Add(Decide(engine.Name, subject.Account.Name, _ofHost.Of(_partOfHost[wish.Parts[part].Needs]), answers.Of(part)));
            }
        }
        _host.Turn(isAccounts: false);
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
        using PackedFindings.Reader? packed = _packed?.Read();
        for (int i = 0; i < _scope.Subjects.Count; i++)
        {
            Subject subject = _scope.Subjects[i];
            foreach (Judgement judgement in i < _kept.Count ? _kept[i] : packed is not null ? packed.Next(subject.Account.Name) : AskUser(subject, WishOf(subject)).Reported) yield return judgement;
        }
    }

    private Answers AskUser(Subject subject, Wish wish)
    {
        _host.Turn(isAccounts: true);
        var user = new UserFacts(_host, subject.Account, subject.Exists, subject.Engines);
        return _questions.Ask(_userChecks, subject.Account.Name, wish, user, static (check, user) => check.Look(user), static (user, engines) => user.Engines = engines);
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
        // Equal lists are one, and most are those of the account before: a report of 60,000 users holds few.
        List<string> blocked = Ids(_blocked, ofHost, ofUser, engine, blocking: true);
        List<string> warnings = _scope.Strict ? [] : Ids(_warnings, ofHost, ofUser, engine, blocking: false);
        if (!Are(_lists.BlockedBy, blocked) || !Are(_lists.Warnings, warnings))
        {
            string key = string.Join(',', blocked) + "|" + string.Join(',', warnings);
            if (!_alike.TryGetValue(key, out _lists)) _alike[key] = _lists = ([.. blocked], [.. warnings]);
        }
        return new Verdict(engine, user, _lists.BlockedBy.Count == 0, _lists.BlockedBy, _lists.Warnings);
    }

    private static bool Are(IReadOnlyList<string> left, List<string> right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < right.Count; i++)
        {
            if (left[i] != right[i]) return false;
        }
        return true;
    }

    private List<string> Ids(List<string> ids, Judgement[] ofHost, Judgement[] ofUser, string engine, bool blocking)
    {
        ids.Clear();
        foreach (Judgement[] judgements in (ReadOnlySpan<Judgement[]>)[ofHost, ofUser])
        {
            foreach (Judgement judgement in judgements)
            {
                if (!judgement.IsProblem) continue;
                if (blocking ? judgement.Blocks(engine) || (_scope.Strict && judgement.Warns(engine)) : judgement.Warns(engine)) ids.Add(judgement.Id);
            }
        }
        if (ids.Count > 1) ids.Sort(_byPlace);
        return ids;
    }

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
