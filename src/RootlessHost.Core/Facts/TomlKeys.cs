namespace RootlessHost.Facts;

/// <summary>
/// The single-line values of a TOML file by table and key: what containers.conf(5) and storage.conf(5) are read for. Not a TOML parser: what spans lines,
/// such as a list, has the value of its first line, and what is no assignment is passed over.
/// </summary>
public sealed class TomlKeys
{
    private readonly Dictionary<(string Table, string Key), string> _values = [];

    public static TomlKeys Empty { get; } = new();

    /// <summary>The value without its quotes; null when the file does not set it.</summary>
    public string? this[string table, string key] => _values.GetValueOrDefault((table, key));

    public static TomlKeys Parse(string text) => Parse([text]);

    /// <summary>Several files of which a later one overrides an earlier, as a folder of drop-ins does.</summary>
    public static TomlKeys Parse(IEnumerable<string> texts)
    {
        var keys = new TomlKeys();
        foreach (string text in texts) keys.Add(text);
        return keys;
    }

    private void Add(string text)
    {
        string table = "";
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#') continue;
            if (line[0] == '[')
            {
                int end = line.IndexOf(']');
                table = end > 0 ? line[..end].Trim("[ \t").ToString() : table;
                continue;
            }
            int equals = line.IndexOf('=');
            if (equals > 0) _values[(table, line[..equals].Trim("\" \t").ToString())] = Value(line[(equals + 1)..].Trim()).ToString();
        }
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> text)
    {
        if (text is ['"' or '\'', ..])
        {
            int end = text[1..].IndexOf(text[0]);
            return end < 0 ? text[1..] : text.Slice(1, end);
        }
        int comment = text.IndexOf('#');
        return (comment < 0 ? text : text[..comment]).TrimEnd();
    }
}
