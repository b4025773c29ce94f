using System.Text.Json;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Reports;

/// <summary>
/// How this program writes JSON: readable by people, every character that needs no escape as itself, and what is <see cref="Deceptive"/> escaped, from which
/// a reader gets it back. Who shows a string as it is gets it from <see cref="Shown"/>.
/// </summary>
internal static class JsonText
{
    // A report of many users is larger than memory should be; what is written is passed on.
    private const int Enough = 32 * 1024;

    // Not of HTML: pages do not embed it.
    private static readonly SelectiveEncoder Encoder = new(Deceptive.Is);

    public static JsonWriterOptions Indented { get; } = new() { Encoder = Encoder, Indented = true, NewLine = "\n" };

    public static JsonWriterOptions OneLine { get; } = new() { Encoder = Encoder };

    public static void FlushIfMuch(this Utf8JsonWriter json)
    {
        if (json.BytesPending > Enough) json.Flush();
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>RFC 3339, UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
