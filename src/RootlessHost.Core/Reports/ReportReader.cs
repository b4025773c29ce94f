using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Reports;

/// <summary>
/// Reads a report's JSON, trusting nothing: its size and depth are bounded, what is missing, twice, of another type or no word of the vocabulary is
/// refused with its line. Members that are not known are passed over.
/// </summary>
internal ref partial struct ReportReader
{
    private const int Deepest = 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Dictionary<string, IReadOnlyList<string>> _lists;
    private readonly Dictionary<string, About> _abouts;
    private readonly Func<Judgement, Judgement>? _keep;
    private Utf8JsonReader _json;

    public ReportReader(byte[] bytes, Func<Judgement, Judgement>? keep = null)
    {
        _keep = keep;
        _bytes = bytes;
        _lists = [];
        _abouts = [];
        _json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
    }

    /// <exception cref="FormatException">It is no such document; says in which line.</exception>
    public ReportDocument Read()
    {
        if (_bytes.Length > ReportDocument.MostBytes) throw new FormatException($"line 1: {_bytes.Length} bytes, at most {ReportDocument.MostBytes} are read");
        try
        {
            _json.Read();
            ReportDocument document = Document();
            _json.Read(); // nothing may follow
            return document;
        }
        catch (JsonException wrong)
        {
            // The library's own words quote the document, and are other ones in the shipped program.
            throw new FormatException($"line {wrong.LineNumber + 1}: not JSON", wrong);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"line {_bytes[..(int)Math.Min(_json.TokenStartIndex, _bytes.Length)].Count((byte)'\n') + 1}: {wrong.Message}", wrong);
        }
    }

    private ReportDocument Document()
    {
        var members = new JsonMembers(["schema", "tool", "generatedAt", "durationSeconds", "host", "scope", "ready", "verdicts", "summary", "findings", "watch"], required: 10);
        (DateTimeOffset at, TimeSpan took, HostLabel? host, Scope? scope, bool ready, Summary? sum, WatchRecord? watch) = (default, default, null, null, false, null, null);
        List<Verdict> verdicts = [];
        (List<Judgement> findings, List<Range> places) = ([], []);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            switch (member)
            {
                case 0 when Text() != Report.Schema:
                    throw new FormatException($"the schema is not {Report.Schema}");
                case 1:
                    ToolOf();
                    break;
                case 2:
                    at = Time();
                    break;
                case 3:
                    took = Seconds();
                    break;
                case 4:
                    host = Host();
                    break;
                case 5:
                    scope = ScopeOf();
                    break;
                case 6:
                    ready = Bool();
                    break;
                case 7:
                    for (Array(); HasMore();) verdicts.Add(VerdictOf());
                    break;
                case 8:
                    sum = SummaryOf();
                    break;
                case 9:
                    for (Array(); HasMore();)
                    {
                        int from = (int)_json.TokenStartIndex;
                        Judgement finding = Finding();
                        findings.Add(_keep is null ? finding : _keep(finding));
                        places.Add(from..(int)_json.BytesConsumed);
                    }
                    break;
                case 10 when _json.TokenType != JsonTokenType.Null:
                    watch = Watch();
                    break;
            }
        }
        scope = scope! with { Strict = ReportDocument.IsStrict(verdicts, findings) };
        if (ready != verdicts.TrueForAll(verdict => verdict.Ready)) throw new FormatException("'ready' is not what the verdicts say");
        return new ReportDocument(new Report(new HostFacts(Root.Nothing()), scope, ready, verdicts, sum!, findings) { Label = host!, GeneratedAt = at, Duration = took }, watch, places);
    }

    private void ToolOf()
    {
        var members = new JsonMembers(["name", "version"]);
        while (members.Next(ref _json) >= 0) Text();
    }

    private HostLabel Host()
    {
        var members = new JsonMembers(["hostname", "os", "kernel", "architecture", "container"]);
        var host = new HostLabel("", null, null, null, null, null, null);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            host = member switch
            {
                0 => host with { Hostname = Text() },
                1 => Os(host),
                2 => host with { Kernel = TextOrNull() },
                3 => host with { Architecture = TextOrNull() },
                _ => host with { Container = TextOrNull() },
            };
        }
        return host with { IsImage = host.Kernel is null };
    }

    private HostLabel Os(HostLabel host)
    {
        var members = new JsonMembers(["id", "versionId", "prettyName"]);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            host = member switch
            {
                0 => host with { OsId = TextOrNull() },
                1 => host with { OsVersionId = TextOrNull() },
                _ => host with { OsPrettyName = TextOrNull() },
            };
        }
        return host;
    }

    private Scope ScopeOf()
    {
        var members = new JsonMembers(["root", "users", "engines", "needs"]);
        (string root, IReadOnlyList<string> users, IReadOnlyList<string> engines, IReadOnlyList<string> needs) = ("", [], [], []);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            _ = member switch
            {
                0 => root = Text(),
                1 => users = Texts(),
                2 => engines = Texts(),
                _ => (object)(needs = Texts()),
            };
        }
        IEngine[] judged = [.. engines.Select(EngineOf)];
        return new Scope(root, [.. users.Select(user => new Subject(new Account(user, 0, 0, "", ""), Exists: true, judged))], judged, Needs.Parse(needs));
    }

    private Verdict VerdictOf()
    {
        var members = new JsonMembers(["engine", "user", "ready", "blockedBy", "warnings"]);
        var verdict = new Verdict("", null, false, [], []);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            verdict = member switch
            {
                0 => verdict with { Engine = EngineOf(Text()).Name },
                1 => verdict with { User = TextOrNull() },
                2 => verdict with { Ready = Bool() },
                3 => verdict with { BlockedBy = Ids() },
                _ => verdict with { Warnings = Ids() },
            };
        }
        return verdict.Ready == (verdict.BlockedBy.Count == 0) ? verdict : throw new FormatException("'ready' is not what 'blockedBy' says");
    }

    private Summary SummaryOf()
    {
        var members = new JsonMembers(["pass", "warn", "fail", "unknown", "skip"]);
        Span<int> counts = stackalloc int[5];
        for (int member; (member = members.Next(ref _json)) >= 0;) counts[member] = Count();
        return new Summary(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }
}
