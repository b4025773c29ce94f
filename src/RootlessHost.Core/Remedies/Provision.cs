using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;
using RootlessHost.Reports;

namespace RootlessHost.Remedies;

/// <summary>Makes plans true, and takes them back: the one way in which this program changes a host.</summary>
/// <param name="look">A new look at the host: each remembers what it saw.</param>
/// <param name="root">The same host, to be changed.</param>
/// <param name="interruption">Asked between the steps.</param>
/// <param name="patience">How long a lock of somebody else is waited for.</param>
/// <param name="say">Gets a line for the person, now and then.</param>
public sealed class Provision(Func<Root> look, WritableRoot root, Interruption interruption, TimeSpan patience, Action<string> say) : IDisposable
{
    // Somebody who changes the files all the time without the locks is not outrun.
    private const int MostAttempts = 8;

    // One transaction may make visible what the next mends: a package brings a program that lacks its mode.
    private const int MostTransactions = 6;

    // What else a choice of ids rests on. A new account may have an id in a block that was free a moment ago.
    private static readonly string[] Premises = ["/etc/passwd", "/etc/group", "/etc/login.defs", "/etc/nsswitch.conf"];

    private readonly List<Root> _looks = [];
    private Plan? _verified;
    private readonly Journal _journal = new(root);
    private readonly Transaction _transaction = new(root, interruption, patience, say);

    /// <summary>Takes back what a transaction left that was broken off: by a crash, a kill, a power cut.</summary>
    /// <exception cref="BusyException">It is not broken off: somebody is at it.</exception>
    public void Recover()
    {
        if (!Recovery.IsNeeded(Look())) return;
        using IDisposable alone = _journal.Enter(_transaction.Patience(interruption));
        TakeBackBrokenOff();
    }

    /// <summary>Plans, and makes the plan true.</summary>
    /// <param name="scope">What the look is about, given the host.</param>
    /// <param name="policy">What may be done.</param>
    /// <param name="consent">
    /// Gets each plan before it is made true, and whether it is one made anew, with locks held, because the host was changed meanwhile; false ends there.
    /// </param>
    /// <exception cref="TransactionException">It failed.</exception>
    /// <exception cref="ChangedException">Somebody else goes on changing what is to be changed.</exception>
    /// <exception cref="BusyException">Somebody else holds a lock.</exception>
    public Applied Apply(Func<HostFacts, Scope> scope, ApplyPolicy policy, Func<Plan, bool, bool> consent)
    {
        var done = new List<(JournalEntry Entry, Plan Plan)>();
        for (int number = 0; ; number++)
        {
            Plan last;
            try
            {
                if (!TryApply(scope, policy, consent, done, out last)) return new Applied(done, last);
            }
            catch (IOException failure) when (done.Count > 0)
            {
                throw new TransactionException($"{failure.Message}; transaction {done[^1].Entry.Id}, before that, is done: undo takes it back", failure);
            }
            // It was looked at again to see whether it helped: mostly there is nothing more to do.
            if (_verified is { } now && (now.IsEmpty || now.Refusals.Count > 0)) return new Applied(done, now);
            if (number == MostTransactions) throw new TransactionException($"{Sentences.Count(number, "transaction")} were not enough: {last.Changes[0].Summary}", null);
        }
    }

    /// <summary>Takes a finished transaction back.</summary>
    /// <param name="id">Its number; null for the last one.</param>
    /// <param name="at">When this is.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>What was taken back; null when there is none.</returns>
    /// <exception cref="ChangedException">Something else has changed what would be taken back; nothing was.</exception>
    public JournalEntry? Undo(int? id, DateTimeOffset? at, string? by)
    {
        if (Journal.Undoable(Look(), id) is null) return null;
        using IDisposable alone = _journal.Enter(_transaction.Patience(interruption));
        Root host = Look();
        TakeBackBrokenOff();
        if (Journal.Undoable(Look(), id) is not { } number) return null;
        JournalEntry entry = Journal.Read(host, number, JournalState.Done);
        IReadOnlyList<Step> steps = _transaction.StepsBack(entry, new HostFacts(host));
        var back = new JournalEntry(JournalEntry.CurrentSchema, 0, at, by, number, [.. entry.Summaries], steps);
        _transaction.Run(host, back, verify: null);
        return entry;
    }

    /// <summary>When a transaction is dated, and as whose: an image's bytes depend on neither.</summary>
    public (DateTimeOffset? At, string? By) Signature(HostFacts host) => root.IsLive
        ? (DateTimeOffset.UtcNow, host.Environment.GetValueOrDefault("SUDO_USER") is { Length: > 0 } person ? $"{Printable.Of(person)} (sudo)" : "root")
        : (null, null);

    public void Dispose() => _looks.ForEach(host => host.Dispose());

    // Reports are made of looks, and may be read when all is over.
    private Root Look()
    {
        Root host = look();
        _looks.Add(host);
        return host;
    }

    private bool TakeBackBrokenOff() => new Recovery(_journal, _transaction, say).TakeBack(Look());

    // One transaction; false when there is nothing more to do, or it may not be done.
    private bool TryApply(
        Func<HostFacts, Scope> scope, ApplyPolicy policy, Func<Plan, bool, bool> consent, List<(JournalEntry, Plan)> done, out Plan last)
    {
        for (int attempt = 0; ; attempt++)
        {
            IDisposable? alone = null;
            IDisposable? accounts = null;
            try
            {
                if (attempt > 0)
                {
                    // Somebody was quicker. Now nobody who asks is: the look, too, is taken under the locks.
                    alone = _journal.Enter(_transaction.Patience(interruption));
                    TakeBackBrokenOff();
                    accounts = AccountLocks.Take(root, _transaction.Patience(interruption));
                }
                Root host = Look();
                host.KeepQuestions();
                var facts = new HostFacts(host);
                Plan plan = last = Plan.For(facts, scope(facts), policy);
                if (!plan.IsEmpty) interruption.Check();
                if (plan.IsEmpty || plan.Refusals.Count > 0 || !consent(plan, attempt > 0)) return false;
                if (alone is null)
                {
                    alone = _journal.Enter(_transaction.Patience(interruption));
                    if (TakeBackBrokenOff()) throw new ChangedException(Journal.Folder);
                }
                done.Add((Make(plan, host, facts, scope, policy, accounts), plan));
                return true;
            }
            catch (ChangedException) when (attempt < MostAttempts)
            {
                // taken back; look again
            }
            finally
            {
                accounts?.Dispose();
                alone?.Dispose();
            }
        }
    }

    private JournalEntry Make(Plan plan, Root host, HostFacts facts, Func<HostFacts, Scope> scope, ApplyPolicy policy, IDisposable? accounts)
    {
        (DateTimeOffset? at, string? by) = Signature(facts);
        Root journal = Look();
        if (plan.Packages.Count > 0)
        {
            // On their own, and first: their scripts make accounts, under the locks that the rest of the plan takes.
            accounts?.Dispose();
            string[] names = [.. plan.Changes.Where(change => change.Kind == "package").Select(change => change.Summary).Distinct()];
            return _transaction.Run(journal, new JournalEntry(JournalEntry.CurrentSchema, 0, at, by, null, names, plan.Packages), () => Verify(plan, change => change.Kind == "package", scope, policy));
        }
        IReadOnlyList<Step> steps = PlannedSteps.Of(root, plan);
        string[] summaries = [.. plan.Firsts.Select(change => change.Summary)];
        return _transaction.Run(
            journal, new JournalEntry(JournalEntry.CurrentSchema, 0, at, by, null, summaries, steps), () => Verify(plan, _ => true, scope, policy), () => CheckPremises(host), accounts);
    }

    // Looked at again: what was done must not be left to do.
    private string? Verify(Plan plan, Func<PlannedChange, bool> which, Func<HostFacts, Scope> scope, ApplyPolicy policy)
    {
        _verified = plan.Foreseen(scope);
        if (_verified is null)
        {
            var facts = new HostFacts(Look());
            _verified = Plan.For(facts, scope(facts), policy);
        }
        if (_verified.Changes.Count == 0) return null;
        HashSet<(string, string, string?)> made = [.. plan.Changes.Where(which).Select(Key)];
        return _verified.Changes.FirstOrDefault(change => made.Contains(Key(change))) is { } still
            ? $"{still.Summary}: that did not help, {still.Check} still says: {still.Reason}"
            : null;

        static (string, string, string?) Key(PlannedChange change) => (change.Kind, change.Target, change.After);
    }

    private void CheckPremises(Root then)
    {
        Root now = Look();
        foreach (string path in Premises)
        {
            if (!Same(then.Read(path, SubidTable.Limit), now.Read(path, SubidTable.Limit))) throw new ChangedException(path);
        }
    }

    private static bool Same(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
