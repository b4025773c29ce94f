using RootlessHost.Linux;

namespace RootlessHost.Remedies;

/// <summary>Takes back what a transaction left that was broken off: by a crash, a kill, a power cut.</summary>
/// <param name="journal">The journal of the host.</param>
/// <param name="transaction">What takes steps back.</param>
/// <param name="say">Gets a line for each.</param>
internal sealed class Recovery(Journal journal, Transaction transaction, Action<string> say)
{
    /// <summary>Whether there is one; where nobody has entered the journal it may also be at work still.</summary>
    public static bool IsNeeded(Root host) => Journal.Entries(host).Any(entry => entry.State == JournalState.Begun) || Journal.Stillborn(host).Count > 0;

    /// <summary>Takes all of them back: nothing is done on top of one.</summary>
    /// <param name="host">A look from after the journal was entered: the transaction that was waited for may have been broken off.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BusyException">Somebody else holds a lock.</exception>
    /// <exception cref="TransactionException">It cannot be taken back.</exception>
    public bool TakeBack(Root host)
    {
        if (!IsNeeded(host)) return false;
        journal.Sweep(host);
        foreach ((int id, JournalState state) in Journal.Entries(host))
        {
            if (state != JournalState.Begun) continue;
            JournalEntry begun = Journal.Read(host, id, state);
            TakenBack back = transaction.TakeBack(begun, begun.Steps);
            // What is done on top of it would be taken back with it one day.
            if (back.Obstacle is BusyException busy) throw busy;
            if (back.Obstacle is not null) throw new TransactionException($"transaction {id} was broken off; {back.Text}", back.Obstacle);
            say($"transaction {id} was broken off; taken back{(back.Left.Count == 0 ? "" : $", but not {string.Join("; ", back.Left)}")}");
        }
        return true;
    }
}
