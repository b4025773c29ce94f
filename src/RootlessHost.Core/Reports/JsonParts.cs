using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>The parts of a report as JSON. The order of the keys is part of the schema.</summary>
internal static class JsonParts
{
    /// <summary>Everything before the verdicts, as members of the object that is open.</summary>
    public static void WriteHead(Utf8JsonWriter json, Report report)
    {
        WriteHead(json, Report.Schema, report.GeneratedAt, report.Duration, report);
        json.WriteBoolean("ready", report.Ready);
    }

    /// <summary>The same for another document about the host and the scope of a report.</summary>
    public static void WriteHead(Utf8JsonWriter json, string schema, DateTimeOffset time, TimeSpan duration, Report report)
    {
        json.WriteString("schema", schema);
        json.WriteStartObject("tool");
        json.WriteString("name", Tool.Name);
        json.WriteString("version", Tool.Version);
        json.WriteEndObject();
        json.WriteString("generatedAt", JsonText.Time(time));
        json.WriteNumber("durationSeconds", Math.Round(duration.TotalSeconds, 6));
        WriteHost(json, report.Label);
        WriteScope(json, report.Scope);
    }

    public static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteString("engine", verdict.Engine);
        json.WriteString("user", verdict.User);
        json.WriteBoolean("ready", verdict.Ready);
        json.WriteStrings("blockedBy", verdict.BlockedBy);
        json.WriteStrings("warnings", verdict.Warnings);
    }

    public static void Write(Utf8JsonWriter json, Summary summary)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("pass", summary.Pass);
        json.WriteNumber("warn", summary.Warn);
        json.WriteNumber("fail", summary.Fail);
        json.WriteNumber("unknown", summary.Unknown);
        json.WriteNumber("skip", summary.Skip);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Judgement judgement)
    {
        Finding finding = judgement.Finding;
        json.WriteString("id", judgement.Id);
        json.WriteString("user", judgement.User);
        json.WriteString("title", judgement.Check.About.Title);
        json.WriteString("status", Words.Of(finding.Status));
        json.WriteString("reason", finding.Reason);
        json.WriteString("expected", finding.Expected);
        json.WriteString("actual", finding.Actual);
        json.WriteStartArray("evidence");
        foreach (Evidence evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("source", evidence.Source);
            if (evidence.Line is { } line) json.WriteNumber("line", line);
            else json.WriteNull("line");
            json.WriteString("text", evidence.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("neededBy");
        foreach ((string engine, Level level) in judgement.NeededBy) json.WriteString(engine, Words.Of(level));
        json.WriteEndObject();
        if (finding.Remedy is { } remedy) Write(json, remedy);
        else json.WriteNull("remedy");
        json.WriteStrings("references", judgement.Check.About.References);
    }

    private static void Write(Utf8JsonWriter json, Remedy remedy)
    {
        json.WriteStartObject("remedy");
        json.WriteString("summary", remedy.Summary);
        json.WriteBoolean("automatic", remedy.Automatic);
        json.WriteStrings("commands", remedy.Commands);
        json.WriteString("takesEffect", Words.Of(remedy.TakesEffect));
        json.WriteString("impact", Words.Of(remedy.Impact));
        json.WriteEndObject();
    }

    private static void WriteHost(Utf8JsonWriter json, HostLabel host)
    {
        json.WriteStartObject("host");
        json.WriteString("hostname", host.Hostname);
        json.WriteStartObject("os");
        json.WriteString("id", host.OsId);
        json.WriteString("versionId", host.OsVersionId);
        json.WriteString("prettyName", host.OsPrettyName);
        json.WriteEndObject();
        json.WriteString("kernel", host.Kernel);
        json.WriteString("architecture", host.Architecture);
        json.WriteString("container", host.Container);
        json.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter json, Scope scope)
    {
        json.WriteStartObject("scope");
        json.WriteString("root", scope.Root);
        json.WriteStrings("users", scope.Subjects.Select(subject => subject.Account.Name));
        json.WriteStrings("engines", scope.Engines.Select(engine => engine.Name));
        json.WriteStrings("needs", scope.Needs.Names);
        json.WriteEndObject();
    }
}
