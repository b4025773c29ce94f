using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>A report and its document, as it is served.</summary>
internal sealed class ServedReport : IDisposable
{
    private readonly byte[] _document;
    private readonly IReadOnlyList<Range> _places; // of the findings, as objects
    private readonly CancellationTokenSource _retired = new();
    private readonly CancellationToken _until;
    private readonly ConcurrentDictionary<string, Answer> _checks = []; // of those that are in the report, so there are no more
    private readonly Lazy<string> _tag;

    private ServedReport(ReportDocument read, WatchRecord? watch, byte[] document)
    {
        (Report, Watch, _document, _places, _until) = (read.Report, watch, document, read.Places, _retired.Token);
        _tag = new(() => TagOf(document));
    }

    /// <summary>Of its findings what <see cref="Retained"/> keeps.</summary>
    public Report Report { get; }

    public WatchRecord? Watch { get; }

    /// <exception cref="FormatException">The document is none.</exception>
    public static ServedReport Read(byte[] bytes)
    {
        ReportDocument document = ReportDocument.Read(bytes, new Retained().Of);
        return new ServedReport(document, document.Watch, bytes);
    }

    /// <summary>The same for strangers: a document of its own.</summary>
    public ServedReport Withhold()
    {
        using var stream = new MemoryStream();
        AllFormats.Find("json")!.Write(Withheld.From(Report), stream, default);
        byte[] bytes = stream.ToArray();
        return new ServedReport(ReportDocument.Read(bytes), Watch is null ? null : Watch with { Ids = null, Failure = null }, bytes);
    }

    /// <summary>Whoever has not read its document by now gets no more of it.</summary>
    public void Dispose()
    {
        _retired.Cancel();
        _retired.Dispose();
    }

    public Answer Answer() => new(200, Daemon.Answer.Json, _document) { Tag = $"\"{_tag.Value}\"", Until = _until };

    /// <summary>One check: what it came to, and its findings as they stand in the document; null when the report does not have it.</summary>
    public Answer? Check(string id)
    {
        if (_checks.TryGetValue(id, out Answer? known)) return known;
        (Judgement Judgement, Range Place)[] found = [.. Report.Findings.Zip(_places).Where(pair => pair.First.Id == id)];
        if (found.Length == 0) return null;
        using var head = new MemoryStream();
        using (var json = new Utf8JsonWriter(head, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Reports.Report.CheckSchema);
            json.WriteString("generatedAt", JsonText.Time(Report.GeneratedAt));
            json.WriteString("id", id);
            json.WriteString("title", found[0].Judgement.Check.About.Title);
            json.WriteString("status", Words.Of(found.MinBy(pair => Words.Rank(pair.Judgement.Status)).Judgement.Status));
            json.WriteStartArray("findings");
        }
        // Of thousands of accounts it is as large as the report, so it is told from where that stands.
        byte[] first = "\n    "u8.ToArray();
        byte[] next = ",\n    "u8.ToArray();
        ReadOnlyMemory<byte>[] parts = [.. found.SelectMany((pair, index) => (ReadOnlyMemory<byte>[])[index == 0 ? first : next, _document.AsMemory(pair.Place)]), "\n  ]\n}\n"u8.ToArray()];
        return _checks[id] = new Answer(200, Daemon.Answer.Json, head.ToArray()) { More = parts, Tag = $"\"{_tag.Value}-{id}\"", Until = _until };
    }

    // FNV-1a: it only tells one report from the next, and no cryptographic library need be on the host.
    private static string TagOf(byte[] bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes) hash = (hash ^ value) * 1099511628211;
        return string.Create(CultureInfo.InvariantCulture, $"{hash:x16}-{bytes.Length:x}");
    }
}
