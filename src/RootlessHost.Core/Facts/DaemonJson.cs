using System.Text.Json;

namespace RootlessHost.Facts;

/// <summary>dockerd's configuration, daemon.json: the keys at its top.</summary>
public sealed class DaemonJson
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private DaemonJson(string? problem) => Problem = problem;

    public static DaemonJson Empty { get; } = new(problem: null);

    /// <summary>Why dockerd cannot use the file, with the line number; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>In the order of the file.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The text of a string, or a value as it stands there; null when the key is not set.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Where it keeps everything, from <c>data-root</c> or the older <c>graph</c>; null when the file does not say.</summary>
    public string? DataRoot => (this["data-root"] ?? this["graph"]) is { } path && path.StartsWith('/') ? path : null;

    /// <summary>What could not be read at all.</summary>
    public static DaemonJson Unusable(string problem) => new(problem);

    /// <summary>As dockerd reads it: a byte-order mark and an empty file are fine, comments are not (daemon/config, getConflictFreeConfiguration).</summary>
    public static DaemonJson Parse(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (bytes.Span.StartsWith(mark)) bytes = bytes[mark.Length..];
        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty) return Empty;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Unusable("line 1: not a JSON object");
            var json = new DaemonJson(problem: null);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                json._values[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            }
            return json;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half of a surrogate pair.
            return Unusable($"line {(wrong as JsonException)?.LineNumber + 1 ?? 1}: not JSON");
        }
    }
}
