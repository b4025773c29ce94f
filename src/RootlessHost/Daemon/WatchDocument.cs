using System.Text.Json;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>
/// What is published: the report of the last evaluation that did not fail, as <c>check --format json</c> prints it, and how the watching goes. Bounded, however many users
/// there are and whatever they write into their files: then passes are counted and not listed, and of no account more than its share. What it can come to,
/// <see cref="ReportDocument.MostBytes"/> allows: it lies in a file system of memory, twice while it is replaced, and the endpoint reads it.
/// </summary>
internal sealed class WatchDocument
{
    private const int MostVerdicts = 5000;
    private const int MostIdRows = 10_000;
    private const int MostIdBytes = 4 << 20; // a row may name an owner of any length

    private ListedFindings _listing = new(0);
    private Pieces? _head; // up to the findings
    private ListedFindings _findings = new(0);
    private Pieces? _ids;
    private long _notListed;

    /// <summary>A look begins.</summary>
    public void Begin(Scope scope) => _listing = new ListedFindings(scope.Subjects.Count);

    /// <summary>Gets each of its findings, as it is found.</summary>
    public void Note(Judgement judgement) => _listing.Add(judgement);

    /// <summary>Takes over the report of those findings.</summary>
    /// <param name="report">It.</param>
    /// <param name="host">For the map of ids.</param>
    public void End(Report report, HostFacts host)
    {
        var head = new Pieces();
        long left = WriteHead(head, report);
        Pieces? ids = IdsOf(host);
        (_head, _findings, _ids, _notListed) = (head, _listing, ids, left + _listing.NotListed);
        _listing = new ListedFindings(0);
    }

    /// <summary>The document, in pieces; null as long as no evaluation has come to its end.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? With(WatchState state)
    {
        if (_head is null) return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("watch");
            Write(json, state);
            json.WriteNull("ids");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        // The brace that it begins with is not wanted: this goes on an object that is open.
        ReadOnlyMemory<byte> watch = stream.ToArray().AsMemory()[1..];
        int at = watch.Span.LastIndexOf("null"u8);
        return
        [
            .. _head.All, .. _findings.All, ","u8.ToArray(), watch[..at], .. _ids?.All ?? ["null"u8.ToArray()], watch[(at + "null"u8.Length)..], "\n"u8.ToArray(),
        ];
    }

    // How many verdicts are not listed.
    private static long WriteHead(Pieces head, Report report)
    {
        // Those that say what is wrong first.
        int bad = Math.Min(report.Verdicts.Count(verdict => !verdict.Ready), MostVerdicts);
        int good = Math.Min(report.Verdicts.Count - bad, MostVerdicts - bad);
        long left = report.Verdicts.Count - bad - good;
        using var json = new Utf8JsonWriter(head.Writer(), JsonText.Indented);
        json.WriteStartObject();
        JsonParts.WriteHead(json, report);
        json.WriteStartArray("verdicts");
        foreach (Verdict verdict in report.Verdicts)
        {
            if ((verdict.Ready ? good-- : bad--) <= 0) continue;
            json.WriteStartObject();
            JsonParts.Write(json, verdict);
            json.WriteEndObject();
            json.FlushIfMuch();
        }
        json.WriteEndArray();
        JsonParts.Write(json, report.Summary);
        return left; // and the object stays open
    }

    private void Write(Utf8JsonWriter json, WatchState state)
    {
        json.WriteNumber("intervalSeconds", state.Interval.TotalSeconds);
        json.WriteBoolean("enforce", state.Enforce);
        json.WriteString("startedAt", JsonText.Time(state.StartedAt));
        json.WriteNumber("evaluations", state.Evaluations);
        json.WriteNumber("failures", state.Failures);
        json.WriteString("failure", state.Failure);
        json.WriteNumber("pendingChanges", state.PendingChanges);
        if (state.LastApply is { } last)
        {
            json.WriteStartObject("lastApply");
            json.WriteString("at", JsonText.Time(last.At));
            json.WriteBoolean("success", last.Success);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("lastApply");
        }
        json.WriteNumber("notListed", _notListed);
    }

    // Kept as text: the map itself holds all that was read.
    private static Pieces? IdsOf(HostFacts host)
    {
        try
        {
            IdsMap map = IdsMap.Of(host, []);
            if (map.Spaces.Sum(space => space.Rows.Count) > MostIdRows) return null;
            var ids = new Pieces();
            using (var json = new Utf8JsonWriter(ids.Writer(), JsonText.OneLine)) IdsJson.Write(map, json);
            return ids.Length > MostIdBytes ? null : ids;
        }
        catch (IOException)
        {
            return null; // which file cannot be read, and why, is a finding
        }
    }
}
