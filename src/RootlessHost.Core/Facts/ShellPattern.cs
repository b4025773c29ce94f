namespace RootlessHost.Facts;

/// <summary>Patterns as glob(7) has them: <c>*</c>, <c>?</c> and <c>[a-z]</c>, of which none matches the separator. Linear in the text for each star.</summary>
public static class ShellPattern
{
    public static bool IsPattern(ReadOnlySpan<char> text) => text.IndexOfAny('*', '?', '[') >= 0;

    /// <param name="pattern">The pattern.</param>
    /// <param name="text">What it is to match as a whole.</param>
    /// <param name="separator">What no wildcard matches; NUL for none.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, char separator = '\0')
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                from = t;
            }
            else if (p < pattern.Length && One(pattern, ref p, text[t], separator))
            {
                t++;
            }
            else
            {
                // A star may not grow over a separator, and an earlier star could not make up for it: separators match only themselves.
                if (star < 0 || text[from] == separator) return false;
                p = star + 1;
                t = ++from;
            }
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    // Moves behind the element of the pattern if it matches the letter.
    private static bool One(ReadOnlySpan<char> pattern, ref int at, char letter, char separator)
    {
        if (pattern[at] == '?' && letter != separator)
        {
            at++;
            return true;
        }
        int end = pattern[at] == '[' ? CloseOf(pattern, at) : -1;
        if (end < 0)
        {
            if (pattern[at] != letter) return false;
            at++;
            return true;
        }
        ReadOnlySpan<char> set = pattern[(at + 1)..end];
        bool isNegated = set[0] is '!' or '^';
        if (letter == separator || Contains(isNegated ? set[1..] : set, letter) == isNegated) return false;
        at = end + 1;
        return true;
    }

    // A bracket that stands first in the set is a member of it. -1: not closed, and so an ordinary letter.
    private static int CloseOf(ReadOnlySpan<char> pattern, int at)
    {
        int first = at + 1 < pattern.Length && pattern[at + 1] is '!' or '^' ? at + 2 : at + 1;
        int close = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        return close < 0 ? -1 : first + 1 + close;
    }

    private static bool Contains(ReadOnlySpan<char> set, char letter)
    {
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (letter >= set[i] && letter <= set[i + 2]) return true;
                i += 2;
            }
            else if (set[i] == letter)
            {
                return true;
            }
        }
        return false;
    }
}
