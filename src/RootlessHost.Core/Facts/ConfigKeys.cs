using System.Globalization;
using System.Net;
using RootlessHost.Engines;
using RootlessHost.Linux;
using RootlessHost.Reports;
using Tomlyn.Syntax;

namespace RootlessHost.Facts;

/// <summary>The keys of rootless-host.toml(5), and what each may be set to.</summary>
internal static class ConfigKeys
{
    /// <summary>Fewer than a container's 65,536 ids make no engine ready.</summary>
    private const long LeastIds = 65536;

    // Ids from 2^31 on are negative to programs that have them as int.
    private const long MostIds = 1L << 31;

    private const int LongestSocket = 107; // sun_path, unix(7)


    /// <summary>A key, and what it may be set to: the value, of a syntax that can be it, or <see cref="PlacedException"/>.</summary>
    public static IReadOnlyDictionary<string, Func<string, ValueSyntax, object>> All { get; } = new Dictionary<string, Func<string, ValueSyntax, object>>(StringComparer.Ordinal)
    {
        ["engines"] = (path, value) => Words(path, value, Engine),
        ["users"] = (path, value) => Words(path, value, User),
        ["needs"] = (path, value) => Words(path, value, Need),
        ["subordinate-ids.count"] = (_, value) => Number(value, LeastIds, MostIds),
        ["subordinate-ids.allocate"] = (_, value) => OneOf(value, "next-free", "by-uid"),
        ["subordinate-ids.min"] = (_, value) => Number(value, LeastIds, MostIds - 1),
        ["subordinate-ids.max"] = (_, value) => Number(value, LeastIds, MostIds - 1),
        ["apply.install"] = (_, value) => Switch(value),
        ["apply.host-wide"] = (_, value) => Switch(value),
        ["watch.interval"] = (_, value) => Time(value),
        ["watch.enforce"] = (_, value) => Switch(value),
        ["serve.listen"] = (path, value) => Words(path, value, Listener),
        ["serve.detail"] = (_, value) => OneOf(value, "auto", "full", "withheld"),
        ["profile.users"] = (path, value) => Words(path, value, User),
        ["profile.engines"] = (path, value) => Words(path, value, Engine),
        ["profile.needs"] = (path, value) => Words(path, value, Need),
    };

    /// <summary>The tables that have keys.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["subordinate-ids", "apply", "watch", "serve", "profile"];

    /// <summary>What can be written in a table, of the file itself when the name is empty.</summary>
    public static IEnumerable<string> In(string table) => table.Length == 0
        ? [.. All.Keys.Where(key => !key.Contains('.')), .. Tables.Select(name => name == "profile" ? "[[profile]]" : $"[{name}]")]
        : All.Keys.Where(key => key.StartsWith(table + ".", StringComparison.Ordinal)).Select(key => key[(table.Length + 1)..]);

    /// <summary>The first and the last uid of <c>1000-60000</c>; null for what is no range.</summary>
    public static (uint First, uint Last)? Range(string text) =>
        text.Split('-') is [var first, var last] && uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out uint from)
            && uint.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out uint to)
            ? (from, to)
            : null;

    private static List<ConfigWord> Words(string path, ValueSyntax value, Action<ValueSyntax, string> check)
    {
        if (value is not ArraySyntax array) throw new PlacedException(value, "a list of strings is wanted, such as [\"…\"]");
        var words = new List<ConfigWord>();
        foreach (ArrayItemSyntax item in array.Items)
        {
            string text = Text(item.Value!);
            check(item.Value!, text);
            words.Add(new ConfigWord(text, PlacedException.Place(path, item.Value!.Span.Start)));
        }
        return words;
    }

    private static string Text(ValueSyntax value) => value is StringValueSyntax { Value: { } text } ? text : throw new PlacedException(value, "a string is wanted, in quotes");

    private static void User(ValueSyntax value, string text)
    {
        if (text is "" or "@") throw new PlacedException(value, "a name, a uid, \"@group\" or \"1000-60000\" is wanted");
        if (Range(text) is var (first, last) && first > last) throw new PlacedException(value, $"the range ends before it begins: \"{last}-{first}\"");
    }

    private static void Engine(ValueSyntax value, string name)
    {
        if (AllEngines.Find(name) is null) throw new PlacedException(value, $"no engine '{Harmless.Line(name, 100)}': {string.Join(", ", AllEngines.List.Select(engine => engine.Name))}");
    }

    private static void Need(ValueSyntax value, string name)
    {
        try
        {
            Engines.Needs.Parse([name]);
        }
        catch (FormatException wrong)
        {
            throw new PlacedException(value, Harmless.Line(wrong.Message, 200));
        }
    }

    private static void Listener(ValueSyntax value, string text)
    {
        bool isSocket = text.StartsWith("unix:/", StringComparison.Ordinal) && System.Text.Encoding.UTF8.GetByteCount(text) - "unix:".Length is > 1 and <= LongestSocket && !text.Contains('\0');
        // A bare address parses too, with port 0.
        if (!isSocket && !(IPEndPoint.TryParse(text, out IPEndPoint? address) && address.Port > 0)) throw new PlacedException(value, "an address such as \"127.0.0.1:10469\", \"[::1]:10469\" or \"unix:/run/x.sock\" is wanted");
    }

    private static long Number(ValueSyntax value, long least, long most) =>
        value is IntegerValueSyntax { Value: var number } && number >= least && number <= most ? number : throw new PlacedException(value, $"a number from {least} to {most} is wanted");

    private static bool Switch(ValueSyntax value) => value is BooleanValueSyntax { Value: var isOn } ? isOn : throw new PlacedException(value, "true or false is wanted");

    private static string OneOf(ValueSyntax value, params string[] words) =>
        Text(value) is var text && words.Contains(text) ? text : throw new PlacedException(value, $"one of {string.Join(", ", words.Select(word => $"\"{word}\""))} is wanted");

    private static TimeSpan Time(ValueSyntax value) =>
        WrittenTime.Parse(Text(value)) ?? throw new PlacedException(value, "a time such as \"60s\", \"5m\" or \"1h\" is wanted, of a day at most");
}
