using System.Diagnostics;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>
/// Steps that are all done or all taken back: written into the journal, done in order, looked at again, and only then for good. All on the thread that calls,
/// so that a test can end it at every system call.
/// </summary>
/// <param name="root">What is changed.</param>
/// <param name="interruption">Asked between the steps.</param>
/// <param name="patience">How long a lock of somebody else is waited for.</param>
/// <param name="say">Gets what programs print that take their time.</param>
internal sealed class Transaction(WritableRoot root, Interruption interruption, TimeSpan patience, Action<string>? say)
{
    private readonly Journal _journal = new(root);
    private readonly StepWork _work = new(root, interruption, say);

    /// <summary>Does them.</summary>
    /// <param name="host">A look of its own, for the journal.</param>
    /// <param name="entry">What the journal shall say, its steps included.</param>
    /// <param name="verify">Looks again when all is done: null when it is well, else what is not.</param>
    /// <param name="premises">Asked when the account files are locked: throws when the host is no longer what the steps were made for.</param>
    /// <param name="accounts">The locks of the account files, when the caller holds them already; given back when those files are done.</param>
    /// <exception cref="TransactionException">A step failed, or it did not help. The host is as it was, unless it says otherwise.</exception>
    public JournalEntry Run(Root host, JournalEntry entry, Func<string?>? verify, Action? premises = null, IDisposable? accounts = null)
    {
        JournalEntry begun = _journal.Begin(host, entry.Undoes, entry.Summaries, entry.Steps, entry.At, entry.By);
        var tried = new List<Step>();
        Step? at = null;
        try
        {
            if (entry.Steps.OfType<FileStep>().Where(step => step.IsOfAccounts).ToArray() is { Length: > 0 } ofAccounts)
            {
                // What takes its time is done before the locks are taken: useradd does not wait for all of them.
                foreach (FileStep step in ofAccounts) Stage(step, begun.Id, ref at);
                at = null;
                using (accounts ?? AccountLocks.Take(root, Patience(interruption)))
                {
                    premises?.Invoke();
                    foreach (FileStep step in ofAccounts) Swap(step, begun.Id, ref at, tried);
                }
                // Nobody needs to wait for the disk: what others do now is behind this on it, too.
                root.FlushFolderOf(ofAccounts[0].Path);
            }
            accounts?.Dispose();
            foreach (Step step in entry.Steps.Where(step => !IsOfAccounts(step)))
            {
                interruption.Check();
                at = step;
                _work.AwaitTurn(step);
                tried.Add(step);
                _work.Do(step, begun.Id);
            }
            at = null;
            interruption.Check();
            if (verify?.Invoke() is { } wrong) throw new IOException(wrong);
            _journal.End(begun, JournalState.Done);
            return begun;
        }
        catch (Exception failure)
        {
            accounts?.Dispose();
            TakenBack back = TakeBack(begun, tried, failed: failure is InterruptedException ? null : at);
            // What is no failure of a step is told as what it is: the user that was asked about is gone, the configuration has become wrong.
            if (back.IsAll && failure is ChangedException or BusyException or InterruptedException or not (IOException or UnauthorizedAccessException)) throw;
            string step = at is null ? "" : $"{at.Target}: ";
            throw new TransactionException($"{(failure.Message.Contains(at?.Target ?? "", StringComparison.Ordinal) ? "" : step)}{failure.Message}; {back.Text}{(failure is PosixException { WayOut: { } way } ? $"; {way}" : "")}", failure) { IsTakenBack = back.Left.Count == 0 };
        }
    }

    /// <summary>Takes back what a transaction did that was broken off, as far as nobody has changed it since.</summary>
    /// <param name="begun">The transaction.</param>
    /// <param name="tried">Those of its steps that may have been done.</param>
    /// <param name="failed">The one of them that was not; null where nothing tells.</param>
    public TakenBack TakeBack(JournalEntry begun, IReadOnlyList<Step> tried, Step? failed = null)
    {
        // A package manager that fails has mostly done something.
        List<string> left = [.. tried.OfType<RunStep>().Where(step => step.Back is null && !step.IsRefresh && (step.IsLong || !ReferenceEquals(step, failed))).Select(step => $"what {step.Command} did")];
        IOException? obstacle = null;
        try
        {
            foreach (FileStep step in begun.Steps.OfType<FileStep>().Where(IsOfAccounts)) root.Sweep(step.Path, Journal.Temporary(step.Path, begun.Id));
        }
        catch (IOException cannot)
        {
            obstacle = cannot;
        }
        IReadOnlyList<Step> back = Step.Reverse(tried);
        if (back.Any(IsOfAccounts))
        {
            // Whoever wants this process to end has to wait for that: a file is not left half done.
            IDisposable? locks = null;
            try
            {
                locks = AccountLocks.Take(root, Patience(null));
                foreach (Step step in back.Where(IsOfAccounts)) _work.TryBack(step, begun.Id, left, ref obstacle);
            }
            catch (IOException cannot)
            {
                return new TakenBack([cannot.Message], cannot);
            }
            finally
            {
                locks?.Dispose();
            }
        }
        foreach (Step step in back.Where(step => !IsOfAccounts(step))) _work.TryBack(step, begun.Id, left, ref obstacle);
        try
        {
            // Else it stays begun, and whoever comes next tries again.
            if (obstacle is null && tried.Count == 0) _journal.Forget(begun);
            else if (obstacle is null) _journal.End(begun, JournalState.Back);
        }
        catch (IOException cannot)
        {
            obstacle = cannot;
        }
        return new TakenBack(left, obstacle);
    }

    /// <summary>The steps that take a finished transaction back.</summary>
    /// <exception cref="ChangedException">Something else has changed what it would take back.</exception>
    public IReadOnlyList<Step> StepsBack(JournalEntry done, HostFacts host)
    {
        var steps = new List<Step>();
        foreach (Step step in Step.Reverse(done.Steps))
        {
            if (_work.Fit(step, host) is { } fitting) steps.Add(fitting);
        }
        return steps;
    }

    /// <summary>Says whether to go on waiting, until the time is up.</summary>
    public Func<bool> Patience(Interruption? until)
    {
        long start = Stopwatch.GetTimestamp();
        return () =>
        {
            until?.Check();
            return Stopwatch.GetElapsedTime(start) < patience;
        };
    }

    private static bool IsOfAccounts(Step step) => step is FileStep { IsOfAccounts: true };

    private void Stage(FileStep step, int id, ref Step? at)
    {
        at = step;
        interruption.Check();
        if (step.After is { } after) root.Stage(step.Path, after, Journal.Temporary(step.Path, id));
    }

    private void Swap(FileStep step, int id, ref Step? at, List<Step> tried)
    {
        at = step;
        interruption.Check();
        tried.Add(step);
        try
        {
            if (step.After is not null) root.Swap(step.Path, step.Before, Journal.Temporary(step.Path, id));
            else if (step.Before is { } before) root.Remove(step.Path, before);
        }
        catch (ChangedException)
        {
            tried.Remove(step); // seen before anything was done: there is nothing to take the locks for again
            throw;
        }
    }
}
