using System.Globalization;
using System.IO.Enumeration;

namespace RootlessHost.Messages;

/// <summary>One wording of a message, and how far a text that is read word by word has come with it.</summary>
internal sealed class Wording
{
    /// <summary>How many words <c>…</c> stands for at the most.</summary>
    private const int Gap = 24;

    private readonly string[] _words;

    // Before this word of the wording, others may stand.
    private readonly bool[] _afterGap;

    public Wording(Message message, string text)
    {
        Message = message;
        var words = new List<string>();
        var afterGap = new List<bool>();
        bool gap = false;
        foreach (string word in Messages.Words.OfMessage(text))
        {
            if (word == "…")
            {
                gap = true;
                continue;
            }
            words.Add(word);
            afterGap.Add(gap);
            gap = false;
        }
        _words = [.. words];
        Distinct = [.. words.Distinct()];
        _afterGap = [.. afterGap];
    }

    public Message Message { get; }

    public IReadOnlyList<string> Words => _words;

    /// <summary>Its words, each once.</summary>
    public IReadOnlyList<string> Distinct { get; }

    /// <summary>Begins a text.</summary>
    public Progress Begin() => new(this);

    public static bool IsPattern(string word) => word.AsSpan().ContainsAny('*', '#');

    /// <summary>The word of a text can stand for the wording's word.</summary>
    public static bool Fits(string pattern, string word) => pattern == "#" ? NumberOf(word) is not null : FileSystemName.MatchesSimpleExpression(pattern, word, ignoreCase: false);

    private static int? NumberOf(string word) => int.TryParse(word.AsSpan().TrimStart('/'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>Where in a text the beginnings of a wording were last seen. Of several ways to have come so far the latest is the best, since a gap is bounded.</summary>
    internal sealed class Progress(Wording wording)
    {
        private readonly (int Last, int First, int? Number)[] _seen = [.. Enumerable.Repeat((-1, -1, (int?)null), wording._words.Length)];

        /// <summary>The word of the text at this place fits the wording's word of that number. Words that fit several times are told from the last on.</summary>
        public Recognised? Fits(int number, int place, string word)
        {
            string own = wording._words[number];
            int? value = own == "#" ? NumberOf(word) : null;
            if (number == 0)
            {
                _seen[0] = (place, place, value);
            }
            else
            {
                (int last, int first, int? known) = _seen[number - 1];
                if (last < 0 || place - last > (wording._afterGap[number] ? Gap + 1 : 1)) return null;
                _seen[number] = (place, first, known ?? value);
            }
            return number == wording._words.Length - 1 ? new Recognised(wording.Message, _seen[number].First, place, wording._words.Length, _seen[number].Number) : null;
        }
    }
}
