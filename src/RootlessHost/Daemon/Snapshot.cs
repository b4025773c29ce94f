using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>What is known of the host at one time, as every route tells it. Immutable: a request takes the one that there is, and waits for nothing.</summary>
internal sealed class Snapshot
{
    private const int StaleAfter = 3; // intervals

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    private readonly ServedReport? _report;
    private readonly long _seen; // the clock that nobody sets, when this evaluation was first seen
    private readonly Lazy<Face> _full;
    private readonly Lazy<Face> _stale;
    private readonly Lazy<Face> _withheld;
    private readonly Lazy<Face> _withheldStale;

    private Snapshot(ServedReport? report, TimeSpan interval, long seen, string trouble, string withheldTrouble, DateTimeOffset start)
    {
        _report = report;
        _seen = seen;
        Interval = interval;
        var strangers = new Lazy<ServedReport?>(() => report?.Withhold());
        _full = new(() => new Face(report, report is null ? trouble : null, isWithheld: false));
        _stale = new(() => new Face(report, trouble, isWithheld: false));
        _withheld = new(() => new Face(strangers.Value, report is null ? withheldTrouble : null, isWithheld: true));
        _withheldStale = new(() => new Face(strangers.Value, withheldTrouble, isWithheld: true));
        Metrics = MetricsOf(start, isOpenMetrics: false);
        OpenMetrics = MetricsOf(start, isOpenMetrics: true);
    }

    /// <summary>Between two evaluations.</summary>
    public TimeSpan Interval { get; }

    /// <summary>There is a report, be it an old one.</summary>
    public bool HasReport => _report is not null;

    /// <summary>Why there is no report, or none that can be used; null when there is one.</summary>
    public string? Trouble { get; private init; }

    /// <summary>Everything but the requests that were counted.</summary>
    public ReadOnlyMemory<byte> Metrics { get; }

    public ReadOnlyMemory<byte> OpenMetrics { get; }

    /// <summary>The verdict in a line, for the journal.</summary>
    public string Verdict => Trouble ?? (_report!.Report.Ready ? "ready" : "not ready");

    /// <summary>The same for systemd, which shows it until there is another: so with its date.</summary>
    public string Status
    {
        get
        {
            if (_report is not { Report: var report }) return Trouble!;
            (Judgement? first, int more) = Sentences.Blocking(report);
            return Harmless.Line($"as of {JsonText.Time(report.GeneratedAt)}: {Sentences.Verdict(report, first, more)}", 500);
        }
    }

    /// <summary>Of a report.</summary>
    /// <param name="report">It.</param>
    /// <param name="before">The one before it; null for the first.</param>
    /// <param name="usual">The interval, where the report does not tell.</param>
    /// <param name="start">When this process began.</param>
    public static Snapshot Of(ServedReport report, Snapshot? before, TimeSpan usual, DateTimeOffset start)
    {
        TimeSpan interval = report.Watch?.Interval ?? usual;
        interval = interval < ShortestInterval ? ShortestInterval : interval > LongestInterval ? LongestInterval : interval;
        // A worker whose evaluations fail publishes its last good one again and again.
        bool isAnew = before?._report?.Report.GeneratedAt != report.Report.GeneratedAt;
        string failure = report.Watch?.Failure is { } why ? $"; since then: {Harmless.Line(why, 300)}" : "";
        string stale = $"stale: the last evaluation was at {JsonText.Time(report.Report.GeneratedAt)}, and {StaleAfter} intervals of {interval.TotalSeconds:0.###} s have passed";
        return new Snapshot(report, interval, isAnew ? Environment.TickCount64 : before!._seen, stale + failure, stale, start);
    }

    /// <summary>Without a report.</summary>
    /// <param name="trouble">Why.</param>
    /// <param name="usual">The interval, by default.</param>
    /// <param name="start">When this process began.</param>
    /// <param name="withheld">The same for strangers.</param>
    public static Snapshot Without(string trouble, TimeSpan usual, DateTimeOffset start, string withheld = "there is no report that can be used") =>
        new(null, usual, 0, trouble, withheld, start) { Trouble = trouble };

    /// <summary>What is answered now.</summary>
    public Face For(Detail detail) => (detail == Detail.Withheld, IsStale) switch
    {
        (false, false) => _full.Value,
        (false, true) => _stale.Value,
        (true, false) => _withheld.Value,
        _ => _withheldStale.Value,
    };

    /// <summary>The report is too old to be believed. By the clock of the day, which may be set, and by the one that may not.</summary>
    public bool IsStale
    {
        get
        {
            if (_report is null) return false;
            TimeSpan age = DateTimeOffset.UtcNow - _report.Report.GeneratedAt;
            return age > StaleAfter * Interval || age < -Interval || Environment.TickCount64 - _seen > StaleAfter * Interval.TotalMilliseconds;
        }
    }

    /// <summary>Whoever is still reading the report itself is sent no more of it, so that nothing keeps it.</summary>
    public void Retire() => _report?.Dispose();

    /// <summary>Writes what will be asked for first, so that nobody waits for it.</summary>
    public void Prepare()
    {
        _ = _full.Value.Ready("readyz", query: null);
        _ = _full.Value.Health(query: null, 0);
        _ = _full.Value.Report;
        _ = _full.Value.Page;
    }

    private byte[] MetricsOf(DateTimeOffset start, bool isOpenMetrics)
    {
        using var stream = new MemoryStream();
        using (StreamWriter text = Utf8.Writer(stream))
        {
            var metrics = new Exposition(text, isOpenMetrics);
            PrometheusFormat.WriteBuild(metrics);
            metrics.Describe("process_start_time_seconds", "When the process that answers began, in seconds since 1970.");
            metrics.Sample("process_start_time_seconds", "", start.ToUnixTimeMilliseconds() / 1000.0);
            if (_report is not null) PrometheusFormat.Write(metrics, _report.Report);
            if (_report?.Watch is { } watch) PrometheusFormat.Write(metrics, watch);
            RequestCounts.Describe(metrics);
        }
        return stream.ToArray();
    }
}
