using System.Text;

namespace RootlessHost.Messages;

/// <summary>
/// A text as the words that it is made of, in lower case: paths, file names and numbers are words, quotes and punctuation separate them. What a terminal, a log or
/// a program that quotes another wraps around a message falls away: colours, escaped quotes and line ends.
/// </summary>
internal static class Words
{
    // A path of PATH_MAX is a word; more is none that a message could have.
    private const int Longest = 4096;

    private const string Inside = "_/.-@";
    private const string AtNoEnd = ".-";

    public static IReadOnlyList<string> Of(string text) => Split(text, Inside);

    /// <summary>Those of a message, where <c>*</c>, <c>#</c> and <c>…</c> stand for what varies.</summary>
    public static IReadOnlyList<string> OfMessage(string text) => Split(text, Inside + "*#…");

    private static List<string> Split(string text, string inside)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            char letter = text[at];
            if (letter == '\e')
            {
                at = AfterEscape(text, at + 1);
                continue;
            }
            if (letter == '\\')
            {
                at = AfterBackslash(text, at);
                End();
                continue;
            }
            if (char.IsLetterOrDigit(letter) || inside.Contains(letter))
            {
                if (word.Length < Longest) word.Append(char.ToLowerInvariant(letter));
            }
            else if (!IsUnseen(letter))
            {
                End();
            }
            at++;
        }
        End();
        return words;

        void End()
        {
            if (word.Length == 0) return;
            string whole = word.ToString().Trim([.. AtNoEnd]);
            if (whole.Length > 1) whole = whole.TrimEnd('/');
            if (whole.Length > 0) words.Add(whole);
            word.Clear();
        }
    }

    // ECMA-48: a control sequence ends with a letter, an operating system command with BEL or ST; of others one character follows. None is longer than this.
    private static int AfterEscape(string text, int at)
    {
        const int Most = 256;
        if (at >= text.Length) return at;
        int end = Math.Min(text.Length, at + Most);
        if (text[at] == '[')
        {
            for (int i = at + 1; i < end; i++)
            {
                if (text[i] is >= '@' and <= '~') return i + 1;
            }
        }
        else if (text[at] == ']')
        {
            for (int i = at + 1; i < end; i++)
            {
                if (text[i] is '\a') return i + 1;
                if (text[i] is '\e') return i;
            }
        }
        return at + 1;
    }

    // A message that another program quotes: \n is the end of a line and \" a quote, however often it was escaped.
    private static int AfterBackslash(string text, int at)
    {
        while (at < text.Length && text[at] == '\\') at++;
        return at < text.Length && text[at] is ('n' or 't' or 'r' or '"' or '\'') ? at + 1 : at;
    }

    private static bool IsUnseen(char letter) => letter is '\u00ad' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff';
}
