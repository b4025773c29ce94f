namespace RootlessHost.Messages;

/// <summary>Finds known messages in a text. The text is read once; what a word costs depends on how many messages have it, and on nothing else that is in the text.</summary>
public sealed class MessageTable
{
    // A paste of which every line is another message is none.
    private const int Most = 5;
    private const int MostAlike = 3;

    private readonly Wording[] _wordings;
    private readonly Dictionary<string, List<(int Wording, int Number)>> _places = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, int Wording, int Number)> _patterns = [];

    public MessageTable(IEnumerable<Message> messages)
    {
        _wordings = [.. from message in messages from text in message.Wordings select new Wording(message, text)];
        for (int i = 0; i < _wordings.Length; i++)
        {
            // From the last word on: a word that a wording has twice must not take one word of the text for both.
            for (int number = _wordings[i].Words.Count - 1; number >= 0; number--)
            {
                string word = _wordings[i].Words[number];
                if (Wording.IsPattern(word)) _patterns.Add((word, i, number));
                else if (_places.TryGetValue(word, out List<(int, int)>? places)) places.Add((i, number));
                else _places[word] = [(i, number)];
            }
        }
    }

    /// <summary>The messages in a text, each once and none that is only part of another: what tells most, the longest, first.</summary>
    public IReadOnlyList<Recognised> In(string text)
    {
        IReadOnlyList<string> words = Words.Of(text);
        var progress = new Wording.Progress?[_wordings.Length];
        var found = new Dictionary<Message, Recognised>();
        var fitting = new List<(int Wording, int Number)>();
        for (int place = 0; place < words.Count; place++)
        {
            Fitting(words[place], fitting);
            foreach ((int wording, int number) in fitting)
            {
                if (number == 0) progress[wording] ??= _wordings[wording].Begin();
                if (progress[wording]?.Fits(number, place, words[place]) is not { } whole) continue;
                if (!found.TryGetValue(whole.Message, out Recognised? known) || known.Words < whole.Words) found[whole.Message] = whole;
            }
        }
        Recognised[] all = [.. found.Values.OrderByDescending(one => one.Words).ThenBy(one => one.First)];
        return [.. all.Where(one => !all.Any(other => other.Words > one.Words && other.First <= one.First && other.Last >= one.Last)).Take(Most)];
    }

    /// <summary>Messages that share most of their words with a text in which none stands.</summary>
    public IReadOnlyList<Message> Alike(string text)
    {
        const double Enough = 0.6;
        HashSet<string> words = [.. Words.Of(text)];
        var alike = from wording in _wordings
                    let likeness = Likeness(wording, words)
                    where likeness >= Enough
                    orderby likeness descending
                    select wording.Message;
        return [.. alike.Distinct().Take(MostAlike)];
    }

    private void Fitting(string word, List<(int Wording, int Number)> fitting)
    {
        fitting.Clear();
        if (_places.TryGetValue(word, out List<(int, int)>? places)) fitting.AddRange(places);
        int plain = fitting.Count;
        foreach ((string pattern, int wording, int number) in _patterns)
        {
            if (Wording.Fits(pattern, word)) fitting.Add((wording, number));
        }
        if (fitting.Count > plain) fitting.Sort((one, other) => other.Number.CompareTo(one.Number));
    }

    // A word that many messages have says little.
    private double Likeness(Wording wording, HashSet<string> words)
    {
        (double Weight, int Count) all = default;
        (double Weight, int Count) common = default;
        foreach (string word in wording.Distinct)
        {
            if (!_places.TryGetValue(word, out List<(int Wording, int Number)>? places)) continue;
            double weight = 1.0 / places.Count;
            all = (all.Weight + weight, all.Count + 1);
            if (words.Contains(word)) common = (common.Weight + weight, common.Count + 1);
        }
        // Nor does one rare word say much.
        return 2 * common.Count <= all.Count ? 0 : common.Weight / all.Weight;
    }
}
