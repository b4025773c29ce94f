using System.Text.Json;
using RootlessHost.Checks;

namespace RootlessHost.Reports;

/// <summary><c>application/health+json</c>, of the Internet draft inadarei-api-health-check-06.</summary>
internal static class HealthJson
{
    // Of a check that fails for thousands of users.
    private const int MostOfOne = 100;

    /// <summary>The answer to a question about a report.</summary>
    public static byte[] Of(ReadyAnswer answer, DateTimeOffset time) => Write(answer.Status, answer.First is { } first ? $"{first.Id}: {first.Reason}" : null, json =>
    {
        json.WriteStartObject("checks");
        foreach (ReadyLine line in answer.Lines.Where(line => line.Worst != Status.Skip && !line.IsExcluded))
        {
            json.WriteStartArray(line.Id);
            // Of what is well one entry is enough.
            foreach (Judgement judgement in line.Findings.TakeWhile(judgement => judgement.IsProblem || !line.IsProblem).Take(line.IsProblem ? MostOfOne : 1)) Write(json, line, judgement, time);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    /// <summary>There is no report to speak of.</summary>
    public static byte[] Of(string trouble) => Write("fail", trouble, _ => { });

    private static byte[] Write(string status, string? output, Action<Utf8JsonWriter> checks)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("status", status);
            json.WriteString("version", "1");
            json.WriteString("releaseId", Tool.Version);
            json.WriteString("description", "whether this host is ready for containers that run without root");
            if (output is not null) json.WriteString("output", output);
            checks(json);
            json.WriteStartObject("links");
            json.WriteString("describedby", "/v1/report");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ReadyLine line, Judgement judgement, DateTimeOffset time)
    {
        json.WriteStartObject();
        if (line.IsProblem && judgement.User is { } user) json.WriteString("componentId", user);
        json.WriteString("componentType", "system");
        json.WriteString("status", !line.IsProblem ? "pass" : line.Blocks && judgement.Status is not Status.Warn ? "fail" : "warn");
        json.WriteString("time", JsonText.Time(time));
        if (line.IsProblem) json.WriteString("output", judgement.Finding.Reason);
        json.WriteEndObject();
    }
}
