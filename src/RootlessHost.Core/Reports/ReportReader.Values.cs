using System.Buffers;
using System.Text.Json;
using RootlessHost.Engines;

namespace RootlessHost.Reports;

/// <content>Values, each of the one type that it must have.</content>
internal ref partial struct ReportReader
{
    private static readonly string[] Areas = ["host", "kernel", "userns", "subid", "cgroup", "systemd", "net", "storage", "sec", "limits", "engine"];
    private static readonly SearchValues<char> InIds = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly void Array()
    {
        if (_json.TokenType != JsonTokenType.StartArray) throw new FormatException("no array");
    }

    private bool HasMore() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private readonly string? String()
    {
        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException wrong) // no UTF-8, or half of a character
        {
            throw new FormatException("text that is no Unicode", wrong);
        }
    }

    private readonly string Text() => _json.TokenType == JsonTokenType.String ? String()! : throw new FormatException("no text");

    private readonly string? TextOrNull() => _json.TokenType == JsonTokenType.Null ? null : Text();

    private List<string> Texts()
    {
        List<string> texts = [];
        for (Array(); HasMore();) texts.Add(Text());
        return texts;
    }

    private IReadOnlyList<string> Ids()
    {
        List<string> ids = Texts();
        ids.ForEach(id => Id(id));
        return Shared(ids);
    }

    // Verdicts that are alike are told by their lists being the same one.
    private readonly IReadOnlyList<string> Shared(List<string> texts)
    {
        string key = string.Join('\0', texts);
        if (_lists.TryGetValue(key, out IReadOnlyList<string>? known) && known.Count == texts.Count) return known;
        _lists[key] = texts;
        return texts;
    }

    private readonly bool Bool() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new FormatException("neither true nor false"),
    };

    private readonly int Count() => Whole() is >= 0 and <= int.MaxValue and var count ? (int)count : throw new FormatException("no count");

    private readonly long Whole() => _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out long number) ? number : throw new FormatException("no whole number");

    private readonly ulong IdOrCount() => _json.TokenType == JsonTokenType.Number && _json.TryGetUInt64(out ulong number) ? number : throw new FormatException("no id");

    private readonly TimeSpan Seconds() => _json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out double seconds) && seconds is >= 0 and <= 1e9
        ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException("no number of seconds");

    private readonly DateTimeOffset Time() => _json.TokenType == JsonTokenType.String && _json.TryGetDateTimeOffset(out DateTimeOffset time) ? time.ToUniversalTime() : throw new FormatException("no time");

    private readonly int Word(params ReadOnlySpan<string> words)
    {
        if (_json.TokenType != JsonTokenType.String) throw new FormatException("no text");
        for (int i = 0; i < words.Length; i++)
        {
            if (_json.ValueTextEquals(words[i])) return i;
        }
        throw new FormatException($"none of {string.Join(", ", words!)}");
    }

    private static IEngine EngineOf(string name) => AllEngines.Find(name) ?? throw new FormatException("an engine that there is not");

    /// <summary>What stands in paths, labels and anchors, so exactly of this form: <c>area.some-name</c>.</summary>
    private static string Id(string id)
    {
        int dot = id.IndexOf('.');
        bool isId = dot > 0 && Areas.Contains(id[..dot]) && id.Length is > 2 and <= 100 && dot + 1 < id.Length
            && id.AsSpan(dot + 1).IndexOfAnyExcept(InIds) < 0 && id[dot + 1] != '-' && id[^1] != '-';
        return isId ? id : throw new FormatException("no id of a check");
    }
}
