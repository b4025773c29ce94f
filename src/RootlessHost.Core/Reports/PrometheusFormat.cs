using System.Globalization;
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
        var worst = new Dictionary<string, Status>();
        var order = new List<About>();
        foreach (Judgement judgement in report.Findings)
        {
            if (!worst.TryGetValue(judgement.Id, out Status known)) order.Add(judgement.Check.About);
            else if (Rank(known) <= Rank(judgement.Status)) continue;
            worst[judgement.Id] = judgement.Status;
        }
        using StreamWriter text = Utf8.Writer(output);

        Describe(text, "build_info", "The version of the program that looked, as a label; always 1.");
        Sample(text, "build_info", $"version=\"{Label(Tool.Version)}\"", 1);

        Describe(text, "ready", "Whether the engine works for every user that was judged.");
        foreach (var engine in report.Scope.Engines)
        {
            Sample(text, "ready", $"engine=\"{Label(engine.Name)}\"", report.Verdicts.All(verdict => verdict.Engine != engine.Name || verdict.Ready) ? 1 : 0);
        }

        Describe(text, "check_info", "A check's area and title, as labels; always 1.");
        foreach (About about in order)
        {
            Sample(text, "check_info", $"check=\"{Label(about.Id)}\",area=\"{Label(about.Area)}\",title=\"{Label(about.Title)}\"", 1);
        }

        Describe(text, "check_status", "1 for the status that the check has (the worst of all users), 0 for the others.");
        foreach (About about in order)
        {
            foreach (Status status in Enum.GetValues<Status>()) Sample(text, "check_status", $"check=\"{Label(about.Id)}\",status=\"{Words.Of(status)}\"", worst[about.Id] == status ? 1 : 0);
        }

        Describe(text, "checks", "How many checks have the status.");
        foreach (Status status in Enum.GetValues<Status>()) Sample(text, "checks", $"status=\"{Words.Of(status)}\"", worst.Values.Count(value => value == status));

        Describe(text, "evaluation_last_timestamp_seconds", "When the checks were last asked, in seconds since 1970.");
        Sample(text, "evaluation_last_timestamp_seconds", "", report.GeneratedAt.ToUnixTimeMilliseconds() / 1000.0);
        Describe(text, "evaluation_last_duration_seconds", "How long that took.");
        Sample(text, "evaluation_last_duration_seconds", "", report.Duration.TotalSeconds);
    }

    private static int Rank(Status status)
    {
        for (int rank = 0; rank < Words.WorstFirst.Count; rank++)
        {
            if (Words.WorstFirst[rank] == status) return rank;
        }
        return Words.WorstFirst.Count;
    }

    private static void Describe(StreamWriter text, string name, string help)
    {
        text.WriteLine($"# HELP rootless_host_{name} {help}");
        text.WriteLine($"# TYPE rootless_host_{name} gauge");
    }

    private static void Sample(StreamWriter text, string name, string labels, double value) =>
        text.WriteLine($"rootless_host_{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value.ToString("0.######", CultureInfo.InvariantCulture)}");

    private static string Label(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
