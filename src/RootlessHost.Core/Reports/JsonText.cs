using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootlessHost.Reports;

/// <summary>How this program writes JSON: readable by people, every character that needs no escape as itself.</summary>
internal static class JsonText
{
    // A report of many users is larger than memory should be; what is written is passed on.
    private const int Enough = 32 * 1024;

    // "Unsafe" is for HTML pages that embed it unescaped. It is still RFC 8259.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

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
