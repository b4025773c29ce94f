using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootlessHost.Remedies;

/// <summary>How a journal is written.</summary>
// Not by the generated writers, which make no difference between no bytes and none at all.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>The same for a writer, which does not ask the context.</summary>
    public static JsonWriterOptions Written { get; } = new() { Indented = true, NewLine = "\n" };
}
