using System.Text;

namespace RootlessHost.Facts;

/// <summary>Files of <c>key = value</c> (TOML, INI, assignments of a shell) and of <c>key: value</c> (YAML), as far as it takes to leave values out.</summary>
internal static class SettingsFile
{
    /// <summary>The same lines; of settings that are not kept only the key is left, and of comments only the mark.</summary>
    public static byte[] Redact(byte[] content, Func<string, bool> isKept)
    {
        var output = new StringBuilder(content.Length);
        bool kept = false;
        bool first = true;
        string? quotes = null; // inside a string of several lines
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (!first) output.Append('\n');
            first = false;
            bool wasInside = quotes is not null;
            string trimmed = line.TrimStart();
            string? key = wasInside ? null : KeyOf(trimmed);
            if (key is not null) kept = isKept(key);
            if (!wasInside && trimmed.Length > 0 && trimmed[0] is '#' or ';') output.Append(trimmed[0]);
            else if (!wasInside && trimmed.StartsWith('[') && !trimmed.StartsWith("[\"", StringComparison.Ordinal) && key is null) output.Append(TableOf(line));
            else if (kept) output.Append(WithoutComment(line));
            else output.Append(Skeleton(line, wasInside));
            quotes = After(line, quotes);
        }
        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private static string? KeyOf(string line)
    {
        int end = line.AsSpan().IndexOfAny('=', ':');
        if (end <= 0) return null;
        string key = line[..end].Trim().TrimStart('-').Trim();
        if (key.Length > 2 && key[0] is '"' or '\'' && key[^1] == key[0]) key = key[1..^1];
        return key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? key : null;
    }

    // [domain/example.com] and [registries."host"] may name machines, not secrets; checks look for the tables' names.
    private static string TableOf(string line) => line.LastIndexOf(']') is > 0 and var end ? line[..(end + 1)] : "[";

    // The key, and of the value what keeps the file well-formed: brackets, commas and empty quotes.
    private static string Skeleton(string line, bool wasInside)
    {
        int equals = wasInside ? -1 : line.IndexOf('=');
        int colon = wasInside ? -1 : line.IndexOf(':');
        if (equals < 0 && colon >= 0 && KeyOf(line) is not null) return line[..(colon + 1)];
        var text = new StringBuilder();
        if (equals >= 0 && KeyOf(line) is not null) text.Append(line, 0, equals + 1).Append(' ');
        else equals = -1;
        bool bare = false;
        for (int i = equals + 1; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '#') break;
            if (c is '"' or '\'')
            {
                bool isTriple = i + 2 < line.Length && line[i + 1] == c && line[i + 2] == c;
                text.Append(c, isTriple ? 3 : 1);
                if (isTriple)
                {
                    i += 2;
                    continue;
                }
                int end = wasInside ? -1 : line.IndexOf(c, i + 1);
                if (end < 0) break;
                text.Append(c);
                i = end;
            }
            else if (c is '[' or ']' or ',' or '{' or '}')
            {
                text.Append(c);
                bare = false;
            }
            else if (!char.IsWhiteSpace(c) && !bare && equals >= 0)
            {
                // A number or a word: 0 stands for it, so that TOML stays TOML.
                text.Append('0');
                bare = true;
            }
        }
        return text.ToString();
    }

    private static string WithoutComment(string line)
    {
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            if (quote == '\0' && line[i] == '#') return line[..i].TrimEnd();
            if (quote == '\0' && line[i] is '"' or '\'') quote = line[i];
            else if (line[i] == quote) quote = '\0';
        }
        return line;
    }

    private static string? After(string line, string? quotes)
    {
        for (int i = 0; i + 2 < line.Length; i++)
        {
            string three = line.Substring(i, 3);
            if (quotes is null ? three is "\"\"\"" or "'''" : three == quotes)
            {
                quotes = quotes is null ? three : null;
                i += 2;
            }
        }
        return quotes;
    }
}
