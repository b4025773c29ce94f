using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// Prometheus' text format 0.0.4, for the textfile collector. Users are no label: a check's status is its worst of all users, an engine is ready when it is
/// for all. No timestamps: with one, the collector refuses the file.
/// </summary>
internal sealed class PrometheusFormat : IFormat
{
    public string Name => "prometheus";

    public void Write(Report report, Stream output, Style style)
    {
        using StreamWriter text = Utf8.Writer(output);
        var metrics = new Exposition(text, isOpenMetrics: false);
        WriteBuild(metrics);
        Write(metrics, report);
    }

    public static void WriteBuild(Exposition metrics)
    {
        metrics.Describe("build_info", "The version of the program that looked, as a label; always 1.");
        metrics.Sample("build_info", Exposition.Label("version", Tool.Version), 1);
    }

    public static void Write(Exposition metrics, Report report)
    {
        var worst = new Dictionary<string, Status>();
        var order = new List<About>();
        foreach (Judgement judgement in report.Findings)
        {
            if (!worst.TryGetValue(judgement.Id, out Status known)) order.Add(judgement.Check.About);
            else if (Words.Rank(known) <= Words.Rank(judgement.Status)) continue;
            worst[judgement.Id] = judgement.Status;
        }

        metrics.Describe("ready", "Whether the engine works for every user that was judged.");
        foreach (var engine in report.Scope.Engines)
        {
            metrics.Sample("ready", Exposition.Label("engine", engine.Name), report.Verdicts.All(verdict => verdict.Engine != engine.Name || verdict.Ready) ? 1 : 0);
        }

        metrics.Describe("check_info", "A check's area and title, as labels; always 1.");
        foreach (About about in order)
        {
            metrics.Sample("check_info", $"{Exposition.Label("check", about.Id)},{Exposition.Label("area", about.Area)},{Exposition.Label("title", about.Title)}", 1);
        }

        metrics.Describe("check_status", "1 for the status that the check has (the worst of all users), 0 for the others.");
        foreach (About about in order)
        {
            foreach (Status status in Enum.GetValues<Status>())
            {
                metrics.Sample("check_status", $"{Exposition.Label("check", about.Id)},{Exposition.Label("status", Words.Of(status))}", worst[about.Id] == status ? 1 : 0);
            }
        }

        metrics.Describe("checks", "How many checks have the status.");
        foreach (Status status in Enum.GetValues<Status>()) metrics.Sample("checks", Exposition.Label("status", Words.Of(status)), worst.Values.Count(value => value == status));

        metrics.Describe("evaluation_last_timestamp_seconds", "When the checks were last asked, in seconds since 1970.");
        metrics.Sample("evaluation_last_timestamp_seconds", "", report.GeneratedAt.ToUnixTimeMilliseconds() / 1000.0);
        metrics.Describe("evaluation_last_duration_seconds", "How long that took.");
        metrics.Sample("evaluation_last_duration_seconds", "", report.Duration.TotalSeconds);
    }

    /// <summary>What only a worker knows.</summary>
    public static void Write(Exposition metrics, WatchRecord watch)
    {
        metrics.Describe("pending_changes", "How many changes are planned and not made.");
        metrics.Sample("pending_changes", "", watch.PendingChanges);
        metrics.Describe("evaluations_total", "How often the checks were asked since the worker started.", "counter");
        metrics.Sample("evaluations_total", "", watch.Evaluations);
        metrics.Describe("evaluation_failures_total", "How often that came to nothing.", "counter");
        metrics.Sample("evaluation_failures_total", "", watch.Failures);
        if (watch.LastApply is var (at, success))
        {
            metrics.Describe("apply_last_timestamp_seconds", "When changes were last made, in seconds since 1970.");
            metrics.Sample("apply_last_timestamp_seconds", "", at.ToUnixTimeMilliseconds() / 1000.0);
            metrics.Describe("apply_last_success", "1 when they could be made, 0 when not.");
            metrics.Sample("apply_last_success", "", success ? 1 : 0);
        }
        if (watch.Ids is not { } tables) return;
        metrics.Describe("subids_allocated", "Subordinate ids that are somebody's.");
        foreach (IdsTable table in tables) metrics.Sample("subids_allocated", Exposition.Label("kind", table.Word), table.Allocated);
        metrics.Describe("subids_free", "Subordinate ids that could still be given.");
        foreach (IdsTable table in tables) metrics.Sample("subids_free", Exposition.Label("kind", table.Word), table.Available);
    }
}
