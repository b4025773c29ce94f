using System.Text.Json;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary>
/// Zabbix's low-level discovery: an array with an object for each check, whose macros name it; beside them what dependent items read with JSONPath,
/// <c>$[?(@.check=='subid.size')].statusCode.first()</c>. Users are told apart no more than in <see cref="PrometheusFormat"/>: a check has its worst status.
/// </summary>
internal sealed class ZabbixFormat : IFormat
{
    private const int LongestReason = 255;

    public string Name => "zabbix";

    public void Write(Report report, Stream output, Style style)
    {
        var worst = new Dictionary<string, Judgement>();
        var order = new List<string>();
        foreach (Judgement judgement in report.Findings)
        {
            if (!worst.TryGetValue(judgement.Id, out Judgement? known)) order.Add(judgement.Id);
            else if (Code(known.Status) >= Code(judgement.Status)) continue;
            worst[judgement.Id] = judgement;
        }
        using (var json = new Utf8JsonWriter(output, JsonText.OneLine))
        {
            json.WriteStartArray();
            foreach (string id in order) Write(json, report, worst[id]);
            json.WriteEndArray();
        }
        output.WriteByte((byte)'\n');
    }

    // Zabbix expands strings, numbers and truth values, and leaves null as it is: there is none.
    private static void Write(Utf8JsonWriter json, Report report, Judgement judgement)
    {
        json.WriteStartObject();
        json.WriteString("{#CHECK}", judgement.Id);
        json.WriteString("{#AREA}", judgement.Check.About.Area);
        json.WriteString("{#TITLE}", judgement.Check.About.Title);
        json.WriteString("check", judgement.Id);
        json.WriteString("status", Words.Of(judgement.Status));
        json.WriteNumber("statusCode", Code(judgement.Status));
        json.WriteBoolean("blocks", Sentences.Blocks(report.Scope, judgement));
        json.WriteString("reason", Harmless.Line(judgement.User is { } user ? $"{user}: {judgement.Finding.Reason}" : judgement.Finding.Reason, LongestReason));
        json.WriteEndObject();
    }

    // For a trigger: what is above 1 wants somebody.
    private static int Code(Status status) => status switch
    {
        Status.Skip => 0,
        Status.Pass => 1,
        Status.Warn => 2,
        Status.Unknown => 3,
        _ => 4,
    };
}
