using System.Globalization;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>A report and its document, as it is served.</summary>
/// <param name="Document">The bytes; what stands at <paramref name="Places"/> is the findings' objects.</param>
internal sealed record ServedReport(Report Report, WatchRecord? Watch, byte[] Document, IReadOnlyList<Range> Places)
{
    /// <exception cref="FormatException">The document is none.</exception>
    public static ServedReport Read(byte[] bytes)
    {
        ReportDocument document = ReportDocument.Read(bytes);
        return new ServedReport(document.Report, document.Watch, bytes, document.Places);
    }

    /// <summary>The same for strangers: a document of its own.</summary>
    public ServedReport Withhold()
    {
        using var stream = new MemoryStream();
        AllFormats.Find("json")!.Write(Withheld.From(Report), stream, default);
        byte[] bytes = stream.ToArray();
        return Read(bytes) with { Watch = Watch is null ? null : Watch with { Ids = null, Failure = null } };
    }

    public Answer Answer() => new(200, Daemon.Answer.Json, Document) { Tag = TagOf(Document) };

    /// <summary>One check: what it came to, and its findings as they stand in the document; null when the report does not have it.</summary>
    public Answer? Check(string id)
    {
        (Judgement Judgement, Range Place)[] found = [.. Report.Findings.Zip(Places).Where(pair => pair.First.Id == id)];
        if (found.Length == 0) return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Report.CheckSchema);
            json.WriteString("generatedAt", JsonText.Time(Report.GeneratedAt));
            json.WriteString("id", id);
            json.WriteString("title", found[0].Judgement.Check.About.Title);
            json.WriteString("status", Words.Of(found.MinBy(pair => Words.Rank(pair.Judgement.Status)).Judgement.Status));
            json.WriteStartArray("findings");
            foreach ((_, Range place) in found) json.WriteRawValue(Document.AsSpan(place), skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        byte[] bytes = stream.ToArray();
        return new Answer(200, Daemon.Answer.Json, bytes) { Tag = TagOf(bytes) };
    }

    // FNV-1a: it only tells one report from the next, and no cryptographic library need be on the host.
    private static string TagOf(byte[] bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes) hash = (hash ^ value) * 1099511628211;
        return string.Create(CultureInfo.InvariantCulture, $"\"{hash:x16}-{bytes.Length:x}\"");
    }
}
