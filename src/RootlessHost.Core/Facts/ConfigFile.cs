using System.Globalization;
using RootlessHost.Engines;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace RootlessHost.Facts;

/// <summary>
/// A file that says what should be: rootless-host.toml(5). An unknown key and a bad value are refused, by line and column, so that a wish
/// that is misspelt is not a wish that is ignored.
/// </summary>
public sealed class ConfigFile
{
    private static readonly Dictionary<string, Action<ConfigFile, ValueSyntax>> Keys = new(StringComparer.Ordinal)
    {
        ["engines"] = (file, value) => file.Engines = Strings(value, Engine),
        ["users"] = (file, value) => file.Users = Strings(value, NotEmpty),
        ["needs"] = (file, value) => file.Needs = Strings(value, Need),
        ["subordinate-ids.count"] = (_, value) => Number(value, 1, uint.MaxValue),
        ["subordinate-ids.allocate"] = (_, value) => OneOf(value, "next-free", "by-uid"),
        ["subordinate-ids.min"] = (_, value) => Number(value, 0, uint.MaxValue),
        ["subordinate-ids.max"] = (_, value) => Number(value, 0, uint.MaxValue),
        ["apply.install"] = (_, value) => Switch(value),
        ["apply.host-wide"] = (_, value) => Switch(value),
        ["watch.interval"] = (_, value) => Time(value),
        ["watch.enforce"] = (_, value) => Switch(value),
        ["serve.listen"] = (_, value) => Strings(value, NotEmpty),
        ["serve.detail"] = (_, value) => OneOf(value, "auto", "full", "withheld"),
        ["profile.users"] = (_, value) => Strings(value, NotEmpty),
        ["profile.engines"] = (_, value) => Strings(value, Engine),
        ["profile.needs"] = (_, value) => Strings(value, Need),
    };

    /// <summary>Names of engines; null when the file does not say.</summary>
    public IReadOnlyList<string>? Engines { get; private set; }

    /// <summary>Names, uids, <c>@group</c>s and ranges of uids such as <c>1000-60000</c>; null when the file does not say.</summary>
    public IReadOnlyList<string>? Users { get; private set; }

    /// <summary>As --need takes them; null when the file does not say.</summary>
    public IReadOnlyList<string>? Needs { get; private set; }

    /// <summary>The file has <c>[[profile]]</c> tables: other wishes for other users.</summary>
    public bool HasProfiles { get; private set; }

    /// <exception cref="FormatException">Not TOML, an unknown key or a bad value: <c>PATH:LINE:COLUMN: why</c>.</exception>
    public static ConfigFile Parse(string path, string text)
    {
        var file = new ConfigFile();
        try
        {
            DocumentSyntax document = SyntaxParser.Parse(text, path, validate: true);
            if (document.HasErrors) throw new PlacedException(document.Diagnostics.First(message => message.Kind == DiagnosticMessageKind.Error));
            foreach (KeyValueSyntax pair in document.KeyValues) file.Set("", pair);
            foreach (TableSyntaxBase table in document.Tables) file.SetAll(table);
            return file;
        }
        catch (PlacedException wrong)
        {
            throw new FormatException($"{path}:{wrong.Place.Line + 1}:{wrong.Place.Column + 1}: {wrong.Message}", wrong);
        }
    }

    private void SetAll(TableSyntaxBase table)
    {
        string name = NameOf(table.Name!);
        bool isArray = table is TableArraySyntax;
        if (isArray != (name == "profile") || !Keys.Keys.Any(key => key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            throw new PlacedException(table.Name!, name == "profile" ? "a profile is a table of its own: [[profile]]" : $"unknown table '{name}'");
        }
        HasProfiles |= isArray;
        foreach (KeyValueSyntax pair in table.Items) Set(name + ".", pair);
    }

    private void Set(string prefix, KeyValueSyntax pair)
    {
        string key = prefix + NameOf(pair.Key!);
        if (pair.Value is InlineTableSyntax table && !Keys.ContainsKey(key))
        {
            foreach (InlineTableItemSyntax item in table.Items) Set(key + ".", item.KeyValue!);
        }
        else if (Keys.TryGetValue(key, out Action<ConfigFile, ValueSyntax>? set))
        {
            set(this, pair.Value!);
        }
        else
        {
            throw new PlacedException(pair.Key!, $"unknown key '{key}'");
        }
    }

    private static string NameOf(KeySyntax key)
    {
        var parts = new List<string> { Part(key.Key!) };
        foreach (DottedKeyItemSyntax item in key.DotKeys) parts.Add(Part(item.Key!));
        return string.Join('.', parts);
    }

    private static string Part(BareKeyOrStringValueSyntax part) => part switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => part.ToString().Trim(),
    };

    private static List<string> Strings(ValueSyntax value, Action<ValueSyntax, string> check)
    {
        if (value is not ArraySyntax array) throw new PlacedException(value, "a list of strings is wanted");
        var strings = new List<string>();
        foreach (ArrayItemSyntax item in array.Items)
        {
            string text = Text(item.Value!);
            check(item.Value!, text);
            strings.Add(text);
        }
        return strings;
    }

    private static string Text(ValueSyntax value) => value is StringValueSyntax { Value: { } text } ? text : throw new PlacedException(value, "a string is wanted");

    private static void NotEmpty(ValueSyntax value, string text)
    {
        if (text.Length == 0) throw new PlacedException(value, "an empty string");
    }

    private static void Engine(ValueSyntax value, string name)
    {
        if (AllEngines.Find(name) is null) throw new PlacedException(value, $"no engine '{name}': {string.Join(", ", AllEngines.List.Select(engine => engine.Name))}");
    }

    private static void Need(ValueSyntax value, string name)
    {
        try
        {
            RootlessHost.Engines.Needs.Parse([name]);
        }
        catch (FormatException wrong)
        {
            throw new PlacedException(value, wrong.Message);
        }
    }

    private static void Number(ValueSyntax value, long least, long most)
    {
        if (value is not IntegerValueSyntax { Value: var number } || number < least || number > most) throw new PlacedException(value, $"a number from {least} to {most} is wanted");
    }

    private static void Switch(ValueSyntax value)
    {
        if (value is not BooleanValueSyntax) throw new PlacedException(value, "true or false is wanted");
    }

    private static void OneOf(ValueSyntax value, params string[] words)
    {
        if (!words.Contains(Text(value))) throw new PlacedException(value, $"one of {string.Join(", ", words)} is wanted");
    }

    private static void Time(ValueSyntax value)
    {
        string text = Text(value);
        bool isTime = text.Length > 1 && text[^1] is 's' or 'm' or 'h' && uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number > 0;
        if (!isTime) throw new PlacedException(value, "a time such as \"60s\", \"5m\" or \"1h\" is wanted");
    }

    private sealed class PlacedException(TextPosition place, string message) : Exception(message)
    {
        public PlacedException(SyntaxNodeBase node, string message) : this(node.Span.Start, message)
        {
        }

        public PlacedException(DiagnosticMessage wrong) : this(wrong.Span.Start, wrong.Message)
        {
        }

        public TextPosition Place { get; } = place;
    }
}
