namespace RootlessHost.Facts;

/// <summary>A file of AppArmor policy, read for its profiles' heads and their rules about user namespaces alone; everything else is passed over.</summary>
public static class AppArmorFile
{
    // tunables/global, as AppArmor 3 and 4 ship them.
    private static readonly Dictionary<string, string> Tunables = new(StringComparer.Ordinal)
    {
        ["@{bin}"] = "/{,usr/}{,s}bin",
        ["@{sbin}"] = "/{,usr/}{,s}bin",
        ["@{lib}"] = "/{,usr/}lib{,exec,32,64}",
        ["@{libexec}"] = "/{,usr/}lib{,exec}",
        ["@{multiarch}"] = "*-linux-gnu*",
    };

    public static IReadOnlyList<AppArmorProfile> Parse(string text)
    {
        var profiles = new List<AppArmorProfile>();
        var open = new Stack<(int Line, List<string> Head)>();
        var variables = new Dictionary<string, string>(Tunables, StringComparer.Ordinal);
        bool? userns = null;
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            // "#include" is an include, not a comment; neither matters here.
            if (line.Length == 0 || line[0] == '#') continue;
            int comment = line.IndexOf(" #", StringComparison.Ordinal);
            if (comment > 0) line = line[..comment].TrimEnd();
            if (line[0] == '@' && line.IndexOf('=') is > 0 and var equals)
            {
                Define(variables, line[..equals].TrimEnd('+', ' '), line[(equals + 1)..].Trim().Trim('"').Split(' ')[0]);
                continue;
            }
            foreach (string piece in Pieces(line)) Take(piece);
        }
        return profiles;

        void Take(string piece)
        {
            if (piece.EndsWith('{'))
            {
                if (open.Count == 0) userns = null;
                open.Push((number, Words(piece[..^1])));
            }
            else if (piece == "}" && open.TryPop(out (int Line, List<string> Head) closed))
            {
                if (open.Count == 0) profiles.Add(Profile(closed.Line, closed.Head, variables, userns));
            }
            else if (open.Count == 1)
            {
                userns = Rule(Words(piece.TrimEnd(',')), piece) ?? userns;
            }
        }
    }

    // A line's heads ("profile x /path {"), rules ("userns,") and closing braces. The braces and commas of a pattern, "/{usr/,}bin/x", stand within a word.
    private static List<string> Pieces(string line)
    {
        var pieces = new List<string>();
        int start = 0, inParentheses = 0, inPattern = 0;
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            if (letter == '"') isQuoted = !isQuoted;
            if (isQuoted) continue;
            inParentheses = Math.Max(0, inParentheses + (letter == '(' ? 1 : letter == ')' ? -1 : 0));
            if (inParentheses > 0) continue;
            switch (letter)
            {
                case ' ' or '\t':
                    inPattern = 0;
                    break;
                case '{' when inPattern == 0 && (i + 1 == line.Length || line[i + 1] is ' ' or '\t' || line[start..i].TrimEnd().EndsWith(')')):
                    Cut(i + 1);
                    break;
                case '{':
                    inPattern++;
                    break;
                case '}' when inPattern > 0:
                    inPattern--;
                    break;
                case '}':
                    Cut(i);
                    Cut(i + 1);
                    break;
                case ',' when inPattern == 0:
                    Cut(i + 1);
                    break;
            }
        }
        Cut(line.Length);
        return pieces;

        void Cut(int end)
        {
            string piece = line[start..end].Trim();
            if (piece.Length > 0) pieces.Add(piece);
            start = end;
        }
    }

    private static void Define(Dictionary<string, string> variables, string name, string value)
    {
        if (value.Length < 4096) variables[name] = Expanded(value, variables);
    }

    // One pass a variable: what is defined in terms of another was expanded when it was defined.
    private static string Expanded(string text, Dictionary<string, string> variables)
    {
        foreach ((string name, string value) in variables)
        {
            if (text.Length < 4096 && text.Contains(name, StringComparison.Ordinal)) text = text.Replace(name, value, StringComparison.Ordinal);
        }
        return text.Replace("//", "/");
    }

    // "userns,", "allow userns create,", "all,"; false for "deny userns,".
    private static bool? Rule(List<string> words, string line)
    {
        if (!line.EndsWith(',')) return null;
        bool isDenied = words.Remove("deny");
        words.RemoveAll(word => word is "audit" or "allow");
        return words is ["userns", ..] or ["all"] ? !isDenied : null;
    }

    // [profile] NAME [ATTACHMENT] [xattrs=(…)] [flags=(…)]
    private static AppArmorProfile Profile(int line, List<string> head, Dictionary<string, string> variables, bool? userns)
    {
        string[] flags = [.. head.Where(word => word.StartsWith("flags=(", StringComparison.Ordinal)).SelectMany(word => word["flags=(".Length..].TrimEnd(')').Split(',', ' '))];
        bool isNamed = head.Remove("profile");
        string[] names = [.. head.Where(word => !word.Contains("=(", StringComparison.Ordinal)).Select(word => Expanded(word, variables))];
        string? pattern = names.Skip(isNamed ? 1 : 0).FirstOrDefault() ?? names.FirstOrDefault();
        return new AppArmorProfile(line, names.FirstOrDefault() ?? "", pattern?.StartsWith('/') == true || pattern?.StartsWith('{') == true ? AppArmorGlob.Expand(pattern) : [], flags, userns);
    }

    // Blanks separate, but not within quotes or parentheses.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        int start = -1, depth = 0;
        bool isQuoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            char letter = i < line.Length ? line[i] : ' ';
            if (letter == '"') isQuoted = !isQuoted;
            depth = Math.Max(0, depth + (letter == '(' ? 1 : letter == ')' ? -1 : 0));
            bool isGap = i == line.Length || (letter is ' ' or '\t' && depth == 0 && !isQuoted);
            if (!isGap && start < 0) start = i;
            if (!isGap || start < 0) continue;
            words.Add(line[start..i].Replace("\"", ""));
            start = -1;
        }
        return words;
    }
}
