using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RootlessHost.Linux;

/// <summary>
/// Answers by question. Of 60,000 accounts each asks for files of its own, which nobody asks for when it is done with: when there is too much of that, it is forgotten.
/// </summary>
/// <typeparam name="TKey">A question.</typeparam>
public sealed class Remembered<TKey> where TKey : notnull
{
    // Of the accounts of most hosts nothing is ever forgotten.
    private const int MostAnswers = 16_000;
    private const long MostBytes = 8 << 20;

    private readonly Dictionary<TKey, Entry> _entries;
    private readonly List<TKey> _ofAccounts = [];
    private long _bytes;
    private int _turns;
    private int _turn; // which account's it is; 0: nobody's in particular

    public Remembered(IEqualityComparer<TKey>? comparer = null) => _entries = new(comparer);

    public int Count => _entries.Count;

    /// <summary>Every answer that there is, while nothing is asked.</summary>
    public IEnumerable<KeyValuePair<TKey, object?>> All => _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Answer));

    public bool TryGet(TKey key, out object? answer)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (Unsafe.IsNullRef(ref entry))
        {
            answer = null;
            return false;
        }
        // What two accounts ask for, others will.
        if (entry.Turn != _turn) entry.Turn = 0;
        answer = entry.Answer;
        return true;
    }

    public void Set(TKey key, object? answer)
    {
        _entries[key] = new Entry(answer, _turn);
        if (_turn == 0) return;
        _ofAccounts.Add(key);
        if (answer is byte[] content) _bytes += content.Length;
    }

    /// <summary>It is the next account's turn to ask; or nobody's in particular.</summary>
    /// <returns>There is too much that accounts alone have asked for.</returns>
    public bool Turn(bool isAccounts)
    {
        _turn = isAccounts ? ++_turns : 0;
        return isAccounts && (_ofAccounts.Count > MostAnswers || _bytes > MostBytes);
    }

    /// <summary>What others ask for too, in the order in which it was first asked for.</summary>
    public IReadOnlyList<TKey> OfAll() => [.. _entries.Where(entry => entry.Value.Turn == 0).Select(entry => entry.Key)];

    /// <summary>It was asked, and the answer is something.</summary>
    public bool IsKnown(TKey key) => _entries.TryGetValue(key, out Entry entry) && entry.Answer is not null;

    /// <summary>What only one account has asked for.</summary>
    public IReadOnlyList<TKey> OfAccounts() => [.. _ofAccounts.Where(key => _entries.TryGetValue(key, out Entry entry) && entry.Turn != 0)];

    /// <summary>Forgets it.</summary>
    public void Forget()
    {
        foreach (TKey key in OfAccounts()) _entries.Remove(key);
        _ofAccounts.Clear();
        _bytes = 0;
    }

    private record struct Entry(object? Answer, int Turn);
}
