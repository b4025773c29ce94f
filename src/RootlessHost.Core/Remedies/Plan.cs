using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;
using RootlessHost.Reports;

namespace RootlessHost.Remedies;

/// <summary>Everything that would be changed on a host to make it ready, file by file. Making it touches nothing.</summary>
public sealed class Plan
{
    // What one change makes visible another mends: newuidmap comes with a package, then lacks its mode. There is no longer chain than a few.
    private const int MostRounds = 6;

    private readonly Draft _draft;
    private readonly List<Judgement> _open;

    private Plan(Draft draft, Report before, Report after, List<Judgement> open, IReadOnlyList<Refusal> refusals)
    {
        _draft = draft;
        _open = open;
        Before = before;
        After = after;
        Refusals = refusals;
    }

    /// <summary>The host as it is.</summary>
    public Report Before { get; }

    /// <summary>The host as it would be, as far as that can be told beforehand.</summary>
    public Report After { get; }

    /// <summary>What keeps the plan from being carried out at all; empty when nothing does.</summary>
    public IReadOnlyList<Refusal> Refusals { get; }

    public IReadOnlyList<PlannedChange> Changes => _draft.Changes;

    /// <summary>Of several changes that are one remedy's the first.</summary>
    internal IReadOnlyList<PlannedChange> Firsts => field ??= [.. WithoutRepetition(Changes).DistinctBy(change => change.Summary)];

    public bool IsEmpty => Changes.Count == 0 && _draft.Live.Count == 0;

    /// <summary>The runs of the package manager, which come before everything else.</summary>
    internal IReadOnlyList<RunStep> Packages => _draft.Packages;

    internal IReadOnlyList<DraftedFile> Files => _draft.Files;

    internal IReadOnlyList<Step> Live => _draft.Live;

    /// <summary>What blocks and will go on blocking: a person has to see to it.</summary>
    public IEnumerable<Judgement> Left
    {
        get
        {
            // What a program does, a module or a package, cannot be told beforehand; that it is planned can.
            HashSet<(string, string?)> seenTo = [.. Changes.Select(change => (change.Check, change.User)), .. Refusals.Where(refusal => refusal.Why is not null).Select(refusal => (refusal.Why!.Id, refusal.Why.User))];
            return _open.Where(judgement => Sentences.Blocks(After.Scope, judgement) && judgement.Finding.Awaits is null && !seenTo.Contains((judgement.Id, judgement.User)));
        }
    }

    /// <summary>What blocks until it is in force, which a reboot or a login brings: nothing is left to do for it.</summary>
    public IEnumerable<Judgement> Pending
    {
        get
        {
            HashSet<(string, string?)> planned = [.. Changes.Select(change => (change.Check, change.User))];
            return _open.Where(judgement => Awaits(judgement) && !planned.Contains((judgement.Id, judgement.User)));
        }
    }

    /// <summary>The host is as it should be, or will be when what is done is in force.</summary>
    public bool IsReached => Refusals.Count == 0 && (After.Ready || (_open.Exists(Awaits) && _open.TrueForAll(judgement => Awaits(judgement) || !Sentences.Blocks(After.Scope, judgement))));

    /// <summary>
    /// What a new look would plan, told without one: when all that was foreseen of the host is so by now, to the byte, every check would say what it said of the host as it
    /// would be. Null where that is not so, and where not everything could be foreseen.
    /// </summary>
    /// <param name="scope">What a new look would be about, given the host.</param>
    internal Plan? Foreseen(Func<HostFacts, Scope> scope)
    {
        // A program's work is not foreseen: its check goes on asking for it.
        if (Refusals.Count > 0 || After.Host.SubidsFull is not null || _open.Any(judgement => IsOurs(judgement, _draft.IsLive))) return null;
        return scope(After.Host).IsLike(After.Scope) && After.Host.Root.IsStillSo(HostFacts.SayTheSame) ? new Plan(new Draft(After.Host), After, After, _open, []) : null;
    }

    /// <summary>Looks at the host, and at what it would become, until nothing more is to be done.</summary>
    /// <param name="host">The host.</param>
    /// <param name="scope">What is asked about it.</param>
    /// <param name="policy">What may be done.</param>
    /// <param name="each">Gets each finding of the host as it is.</param>
    /// <param name="again">Called when all of those were for nothing.</param>
    public static Plan For(HostFacts host, Scope scope, ApplyPolicy policy, Action<Judgement>? each = null, Action? again = null)
    {
        var draft = new Draft(host);
        var open = new List<Judgement>();
        Report before = LookAt(host);
        Report after = before;
        var refusals = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        // Of a host whose account files cannot be read nobody knows what is taken: then nothing at all is changed, and what would be is told.
        if (host.SubidOffers.Unread is { } unread) refusals.Add(unread, new Refusal(null, $"no subordinate ids can be given: {unread}", null));
        for (int round = 0; round < MostRounds; round++)
        {
            (int changes, int steps) = (draft.Changes.Count, draft.Live.Count);
            foreach (Judgement judgement in open)
            {
                if (!IsOurs(judgement, draft.IsLive)) continue;
                Remedy remedy = judgement.Finding.Remedy!;
                if (Consent(remedy, policy) is { } consent) refusals.TryAdd(remedy.Summary, new Refusal(judgement, remedy.Summary, consent));
                else if (policy.Install && remedy.Changes.OfType<InstallPackage>().Select(package => package.WhyNot(host)).FirstOrDefault(why => why is not null) is { } why)
                {
                    refusals.TryAdd(remedy.Summary, new Refusal(judgement, $"{remedy.Summary}: {why}", null));
                }
                else if (Failure(() => draft.Add(judgement, remedy)) is { } failure) refusals.TryAdd(remedy.Summary, new Refusal(judgement, $"{remedy.Summary}: {failure}", null));
            }
            if (after.Host.SubidsFull is { } full) refusals.TryAdd(full, new Refusal(null, full, null));
            if (draft.Hindrance is { } hindrance)
            {
                refusals.TryAdd(hindrance, new Refusal(null, hindrance, null));
                break;
            }
            if (draft.Changes.Count == changes && draft.Live.Count == steps) break;
            // Packages bring what nobody can tell beforehand.
            after = LookAt(host.Assuming(draft.Assumed));
        }
        foreach (DraftedFile file in draft.Files)
        {
            if (!file.ChangesContent) continue;
            // Of an account file what was before is kept beside it, in a file that is replaced too.
            foreach (string path in FileStep.AreOfAccounts(file.Path) ? (string[])[file.Path, file.Path + "-"] : [file.Path])
            {
                string? why = null;
                if ((Failure(() => why = WhyNot(host, path)) ?? why) is { } hindrance) refusals.TryAdd(hindrance, new Refusal(null, hindrance, null));
            }
        }
        return new Plan(draft, before, after, open, [.. refusals.Values]);

        Report LookAt(HostFacts facts)
        {
            open.Clear();
            bool isAsItIs = ReferenceEquals(facts, host);
            return Look.At(facts, scope, judgement =>
            {
                if (IsOpen(scope, judgement)) open.Add(judgement);
                if (isAsItIs) each?.Invoke(judgement);
            }, () =>
            {
                open.Clear();
                if (isAsItIs) again?.Invoke();
            }, isWalked: false);
        }
    }

    // What a change is drawn into may be no file that can be read.
    private static string? Failure(Action draw)
    {
        try
        {
            draw();
            return null;
        }
        catch (Exception failure) when (failure is IOException or FormatException)
        {
            return failure.Message;
        }
    }

    private bool Awaits(Judgement judgement) => judgement.Finding.Awaits is not null && Sentences.Blocks(After.Scope, judgement);

    // The package manager of an image is its own.
    private static bool IsOurs(Judgement judgement, bool isLive) =>
        judgement.Finding.Remedy is { Automatic: true } remedy && (isLive || !Installs(remedy));

    // What only makes things better is done where it touches nobody but the account that it is about; more of that with --strict.
    private static bool IsOpen(Scope scope, Judgement judgement) =>
        Sentences.Blocks(scope, judgement)
        || (judgement is { Status: Status.Warn, Finding.Remedy: { Impact: Impact.User } remedy } && !Installs(remedy));

    // Replacing such a file would part it from its other names, or look like consent to what somebody else wrote into it.
    private static string? WhyNot(HostFacts host, string path) => host.Root.StatLink(path) switch
    {
        null => null,
        { Kind: FileKind.Link } => $"{path} is a symbolic link, and only a file is replaced: put a file in its place",
        { Kind: not FileKind.Regular } => $"{path} is no regular file: put one in its place",
        { Links: > 1 and var names } => $"{path} is a file with {names} names (hard links), from which replacing it would part it: leave one",
        { Uid: var uid } when uid != host.RootsUid => $"{path} belongs to uid {uid}, not to root: look who wrote what is in it, then chown root {path}",
        { IsWritableByOthers: true } file => $"others than root may write to {path} (mode {file.Octal}): look what is in it, then chmod go-w {path}",
        _ => null,
    };

    private static string? Consent(Remedy remedy, ApplyPolicy policy) =>
        remedy.Impact == Impact.WeakensHost && !policy.HostWide ? "--allow host-wide"
        : !policy.Install && Installs(remedy) ? "--install"
        : null;

    // Those of one remedy stand together and share its words; of thousands of accounts there are two each.
    private static IEnumerable<PlannedChange> WithoutRepetition(IReadOnlyList<PlannedChange> changes)
    {
        string? last = null;
        foreach (PlannedChange change in changes)
        {
            if (ReferenceEquals(change.Summary, last)) continue;
            last = change.Summary;
            yield return change;
        }
    }

    // Asked of thousands of accounts, whose remedies are one change each.
    private static bool Installs(Remedy remedy) => remedy.Changes is [var only] ? only is InstallPackage : remedy.Changes.Any(change => change is InstallPackage);
}
