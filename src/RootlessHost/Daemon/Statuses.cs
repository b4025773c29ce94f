using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>Every finding's status at the last look, and what has changed since.</summary>
internal sealed class Statuses
{
    // One cause may touch each user in a way of its own; nobody reads more lines of it.
    private const int MostChanges = 100;

    private static readonly Dictionary<string, int> Places = Catalogue.All.Select((check, place) => (check.About.Id, place)).ToDictionary(entry => entry.Id, entry => entry.place, StringComparer.Ordinal);

    // A byte a check and user: there are hosts of 60,000 users. 0 is unknown yet.
    private Dictionary<string, byte[]> _before = [];
    private Dictionary<string, byte[]> _now = [];
    private Dictionary<(string Id, Status? Before, Status Now, string Reason), StatusChange> _changes = [];

    /// <summary>How many changes were not told apart any more.</summary>
    public int More { get; private set; }

    /// <summary>A look begins.</summary>
    public void Begin() => (_now, _changes, More) = ([], [], 0);

    public void Note(Judgement judgement)
    {
        string user = judgement.User ?? "";
        if (!Places.TryGetValue(judgement.Id, out int place)) return;
        if (!_now.TryGetValue(user, out byte[]? statuses)) _now[user] = statuses = new byte[Places.Count];
        statuses[place] = (byte)((int)judgement.Status + 1);
        byte known = _before.TryGetValue(user, out byte[]? old) ? old[place] : (byte)0;
        if (known == statuses[place]) return;
        Status? before = known == 0 ? null : (Status)(known - 1);
        // That all is well needs no word, nor that a question does not arise.
        if (!judgement.IsProblem && before is null or Status.Pass or Status.Skip) return;
        var key = (judgement.Id, before, judgement.Status, judgement.IsProblem ? judgement.Finding.Reason : "");
        if (!_changes.TryGetValue(key, out StatusChange? change))
        {
            if (_changes.Count == MostChanges)
            {
                More++;
                return;
            }
            _changes[key] = change = new StatusChange(judgement, before);
        }
        change.Add(judgement);
    }

    /// <summary>The look has come to its end: what has changed since the one before, in the order of the report.</summary>
    public IReadOnlyList<StatusChange> End()
    {
        StatusChange[] changes = [.. _changes.Values];
        (_before, _now, _changes) = (_now, [], []);
        return changes;
    }
}
