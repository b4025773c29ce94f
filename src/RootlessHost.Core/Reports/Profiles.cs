using System.Runtime.InteropServices;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>
/// Several profiles as the scope of one look. A profile adds and never takes away: an account that several name is judged for the engines of all of them, and
/// wants of an engine what those of its profiles want that name the engine. The first profile is the usual one: what its accounts need, they need with
/// every engine that is judged for them.
/// </summary>
public sealed class Profiles
{
    private readonly HostFacts _host;
    private readonly IReadOnlyList<Profile> _profiles;

    // A set of profiles is a number, because there are as many as there are different memberships, and not as there are accounts.
    private readonly List<int[]> _sets = [[]];
    private readonly Dictionary<(int Set, int Profile), int> _with = [];
    private readonly Dictionary<int, Wish?> _wishes = [];
    private readonly Dictionary<string, Needs> _needs = new(StringComparer.Ordinal);

    private Profiles(HostFacts host, IReadOnlyList<Profile> profiles)
    {
        _host = host;
        _profiles = profiles;
    }

    /// <param name="root">As in <see cref="Reports.Scope"/>.</param>
    /// <param name="host">The host's facts.</param>
    /// <param name="profiles">The usual one first.</param>
    public static Scope Scope(string root, HostFacts host, IReadOnlyList<Profile> profiles)
    {
        var all = new Profiles(host, profiles);
        Subject[] subjects = [.. all.Logins(), .. all.Owners()];
        Wish wish = all.Everything(subjects);
        return new Scope(root, subjects, wish.Engines, wish.Needs) { Wish = wish };
    }

    private IEnumerable<IEngine> Engines => AllEngines.List.Where(engine => _profiles.Any(profile => profile.Engines.Contains(engine)));

    private IEnumerable<Subject> Logins()
    {
        var accounts = new List<Account>();
        var sets = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int profile = 0; profile < _profiles.Count; profile++)
        {
            foreach (Account account in _profiles[profile].Accounts)
            {
                ref int set = ref CollectionsMarshal.GetValueRefOrAddDefault(sets, account.Name, out bool isKnown);
                if (!isKnown) accounts.Add(account);
                set = With(set, profile);
            }
        }
        return from account in accounts
               let wish = WishOf(sets[account.Name])
               where wish is not null
               select new Subject(account, Exists: true, wish.Engines) { Wish = wish };
    }

    // Engines that serve everybody through one account are wanted by whoever names them, not by that account.
    private IEnumerable<Subject> Owners() =>
        from owner in Subjects.Owners(_host, [.. Engines])
        select owner with { Wish = new Wish(owner.Engines, NeedsOf(owner.Engines[0])) };

    // The host is asked once for all who want the same; an engine without an account is judged for the host alone.
    private Wish Everything(IReadOnlyList<Subject> subjects)
    {
        var engines = new Dictionary<Needs, HashSet<IEngine>>();
        foreach (Wish wish in subjects.Select(subject => subject.Wish!).Distinct())
        {
            foreach (Wish part in wish.Parts) Add(part.Needs, part.Engines);
        }
        HashSet<IEngine> judged = [.. engines.Values.SelectMany(some => some)];
        foreach (IEngine engine in Engines.Where(engine => !judged.Contains(engine))) Add(NeedsOf(engine), [engine]);
        return Wish.Together([.. engines.Select(entry => new Wish([.. AllEngines.List.Where(entry.Value.Contains)], entry.Key))]);

        void Add(Needs needs, IEnumerable<IEngine> some)
        {
            if (!engines.TryGetValue(needs, out HashSet<IEngine>? known)) engines[needs] = known = [];
            known.UnionWith(some);
        }
    }

    private int With(int set, int profile)
    {
        if (_sets[set].Contains(profile)) return set;
        if (_with.TryGetValue((set, profile), out int with)) return with;
        _sets.Add([.. _sets[set], profile]);
        return _with[(set, profile)] = _sets.Count - 1;
    }

    private Wish? WishOf(int set)
    {
        if (_wishes.TryGetValue(set, out Wish? wish)) return wish;
        int[] named = _sets[set];
        Wish[] parts =
        [
            .. from engine in Engines
               where engine is not IForOneAccount && named.Any(profile => _profiles[profile].Engines.Contains(engine))
               group engine by Of(named.Where(profile => profile == 0 || _profiles[profile].Engines.Contains(engine)).Select(profile => _profiles[profile])) into alike
               select new Wish([.. alike], alike.Key),
        ];
        return _wishes[set] = parts.Length == 0 ? null : Wish.Together(parts);
    }

    private Needs NeedsOf(IEngine engine) => Of(_profiles.Where(profile => profile.Engines.Contains(engine)));

    // One object for the same needs, however they came together.
    private Needs Of(IEnumerable<Profile> profiles)
    {
        string[] names = [.. profiles.SelectMany(profile => profile.Needs.Names).Distinct()];
        string key = string.Join(' ', names.Order(StringComparer.Ordinal));
        return _needs.TryGetValue(key, out Needs? known) ? known : _needs[key] = Needs.Parse(names);
    }
}
