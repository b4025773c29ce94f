using System.Text;
using RootlessHost.Reports;
using Tomlyn.Syntax;

namespace RootlessHost.Facts;

/// <summary>
/// A file that says what should be: rootless-host.toml(5). An unknown key and a bad value are refused, by line and column, so that a wish
/// that is misspelt is not a wish that is ignored.
/// </summary>
public sealed class ConfigFile
{
    // Every account may be in every profile.
    private const int MostProfiles = 250;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly List<ConfigTable> _profiles = [];

    private ConfigFile(string path) => _path = path;

    /// <summary>What is set once.</summary>
    public ConfigTable Settings { get; } = new();

    /// <summary>The <c>[[profile]]</c> tables, in order: <c>users</c>, <c>engines</c>, <c>needs</c>.</summary>
    public IReadOnlyList<ConfigTable> Profiles => _profiles;

    /// <inheritdoc cref="Parse(string, string)"/>
    public static ConfigFile Parse(string path, byte[] bytes)
    {
        try
        {
            return Parse(path, Strict.GetString(bytes));
        }
        catch (DecoderFallbackException wrong)
        {
            string before = Encoding.UTF8.GetString(bytes, 0, Math.Max(0, wrong.Index));
            throw Wrong(path, new TextPosition(0, before.Count(c => c == '\n'), before.Length - before.LastIndexOf('\n') - 1), "a byte that is not UTF-8, as TOML is", wrong);
        }
    }

    /// <exception cref="FormatException">Not TOML, an unknown key or a bad value: <c>PATH:LINE:COLUMN: why</c>, on one line.</exception>
    public static ConfigFile Parse(string path, string text)
    {
        var file = new ConfigFile(Harmless.Line(path));
        try
        {
            DocumentSyntax document = TomlSyntax.Parse(path, text);
            foreach (KeyValueSyntax pair in document.KeyValues) file.Set(file.Settings, "", pair);
            foreach (TableSyntaxBase table in document.Tables) file.SetAll(table);
            return file;
        }
        catch (PlacedException wrong)
        {
            throw Wrong(file._path, wrong.At, wrong.Message, wrong);
        }
    }

    private static FormatException Wrong(string path, TextPosition at, string why, Exception inner) => new($"{PlacedException.Place(path, at)}: {why}", inner);

    private void SetAll(TableSyntaxBase table)
    {
        string name = NameOf(table.Name!);
        if (!ConfigKeys.Tables.Contains(name)) throw new PlacedException(table.Name!, $"unknown table '{Harmless.Line(name, 100)}': {string.Join(", ", ConfigKeys.In("").Where(key => key[0] == '['))}");
        bool isProfile = name == "profile";
        if (isProfile != table is TableArraySyntax) throw new PlacedException(table.Name!, isProfile ? "each profile is a table of its own: [[profile]]" : $"there is one table of that name: [{name}]");
        if (isProfile && _profiles.Count == MostProfiles) throw new PlacedException(table.Name!, $"more than {MostProfiles} profiles: name several users in one");
        if (isProfile) _profiles.Add(new ConfigTable());
        foreach (KeyValueSyntax pair in table.Items) Set(isProfile ? _profiles[^1] : Settings, name, pair);
    }

    private void Set(ConfigTable table, string within, KeyValueSyntax pair)
    {
        string key = within.Length == 0 ? NameOf(pair.Key!) : $"{within}.{NameOf(pair.Key!)}";
        // Of profiles there are several: none is set from outside its table.
        bool isOfProfile = key == "profile" || key.StartsWith("profile.", StringComparison.Ordinal);
        if (within.Length == 0 && isOfProfile) throw new PlacedException(pair.Key!, "each profile is a table of its own: [[profile]]");
        if (ConfigKeys.Tables.Contains(key))
        {
            if (pair.Value is not InlineTableSyntax inline) throw new PlacedException(pair.Value!, $"a table is wanted: [{key}]");
            foreach (InlineTableItemSyntax item in inline.Items) Set(table, key, item.KeyValue!);
        }
        else if (!ConfigKeys.All.TryGetValue(key, out Func<string, ValueSyntax, object>? read))
        {
            string inside = ConfigKeys.Tables.FirstOrDefault(name => key.StartsWith(name + ".", StringComparison.Ordinal)) ?? "";
            throw new PlacedException(pair.Key!, $"unknown key '{Harmless.Line(key, 100)}': {string.Join(", ", ConfigKeys.In(inside))}");
        }
        else
        {
            object value = read(_path, pair.Value!);
            string name = isOfProfile ? key["profile.".Length..] : key;
            if (!table.TryAdd(name, new ConfigValue(value, PlacedException.Place(_path, pair.Value!.Span.Start)))) throw new PlacedException(pair.Key!, $"'{name}' is set twice");
        }
    }

    private static string NameOf(KeySyntax key)
    {
        var parts = new List<string> { Part(key.Key!) };
        foreach (DottedKeyItemSyntax item in key.DotKeys) parts.Add(Part(item.Key!));
        return string.Join('.', parts);
    }

    // "apply.install" in quotes is one name, with a dot in it, which no key has.
    private static string Part(BareKeyOrStringValueSyntax part) => part switch
    {
        StringValueSyntax { Value: { } quoted } => quoted.Contains('.') ? $"\"{quoted}\"" : quoted,
        _ => part.ToString().Trim(),
    };
}
