using System.Text;

namespace RootlessHost.Facts;

/// <summary>Settings as JSON, as far as it takes to leave values out.</summary>
internal static class JsonSettings
{
    /// <summary>
    /// The same text with every string empty that is the value of a key that is not kept, however deep, so that lines, numbers and structure stay. Works on
    /// what is no JSON too: there every string is emptied.
    /// </summary>
    public static byte[] Redact(byte[] content, Func<string, bool> isKept)
    {
        string text = Encoding.UTF8.GetString(content);
        var output = new StringBuilder(text.Length);
        int keptFrom = -1; // the depth whose key is kept
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c != '"')
            {
                if (c is '{' or '[') depth++;
                if (c is '}' or ']') depth--;
                if (depth < keptFrom || (c == ',' && depth == keptFrom)) keptFrom = -1;
                // Nothing but what JSON has outside strings: what else stands there may be half of a secret.
                if (char.IsAsciiLetterOrDigit(c) || char.IsWhiteSpace(c) || "{}[]:,+-.".Contains(c)) output.Append(c);
                continue;
            }
            int end = End(text, i + 1);
            string value = text[(i + 1)..end];
            bool isKey = NextIsColon(text, end + 1);
            if (isKey && keptFrom < 0 && isKept(value)) keptFrom = depth;
            output.Append('"').Append(isKey || keptFrom >= 0 ? value : Breaks(value)).Append('"');
            i = end;
        }
        return Encoding.UTF8.GetBytes(output.ToString());
    }

    // JSON has no string of several lines, but what is no JSON keeps its lines too.
    private static string Breaks(string value) => value.Contains('\n') ? new string('\n', value.Count(c => c == '\n')) : "";

    private static int End(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
        }
        return text.Length;
    }

    private static bool NextIsColon(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from])) from++;
        return from < text.Length && text[from] == ':';
    }
}
