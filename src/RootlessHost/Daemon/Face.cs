using System.Collections.Concurrent;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>What everybody with the same right to know is answered, until there is another report: written when it is first asked for, and then only sent.</summary>
/// <param name="document">The report; null where there is none.</param>
/// <param name="trouble">Why nothing can be said of the host now; null when all is well with the report itself.</param>
/// <param name="isWithheld">Names are nobody's business here.</param>
internal sealed class Face(ServedReport? document, string? trouble, bool isWithheld)
{
    private readonly Lazy<Readiness?> _readiness = new(() => document is null ? null : new Readiness(document.Report));
    private readonly Lazy<Answer?> _report = new(() => document?.Answer());
    private readonly Lazy<Answer> _page = new(() => PageAnswer.Of(document, trouble));
    private readonly ConcurrentDictionary<string, Answer> _checks = []; // of those that are in the report, so there are no more
    private Answer? _readyz;
    private Answer? _healthz;
    private Answer? _health;
    private Answer? _word;

    public Answer Page => _page.Value;

    /// <summary>The report itself, however old it is: it says when it was made.</summary>
    public Answer Report => _report.Value ?? Answer.Of(503, trouble + "\n");

    /// <summary><c>/readyz</c> and <c>/healthz</c>.</summary>
    /// <param name="name">The one or the other.</param>
    /// <param name="query">Null when nothing particular was asked.</param>
    public Answer Ready(string name, Query? query)
    {
        if (query is not null) return trouble is not null ? Troubled(name) : Refusal(query.Question) ?? Text(name, query);
        return name == "readyz" ? _readyz ??= Usual(name) : _healthz ??= Usual(name);
    }

    /// <summary><c>/readyz/ID</c>.</summary>
    public Answer ReadyOf(string id, Query? query)
    {
        if (query is null && _checks.TryGetValue(id, out Answer? known)) return known;
        if (trouble is not null) return Troubled("readyz");
        ReadyQuestion question = query?.Question ?? ReadyQuestion.Everything;
        if (Refusal(question) is { } refusal) return refusal;
        if (_readiness.Value!.Of(id, question) is not { } line) return Unknown(id);
        var answer = Answer.Of(line.Blocks ? 503 : 200, line.Blocks || query is { Verbose: true } ? line.Text + "\n" : "ok");
        if (query is null) _checks[id] = answer;
        return answer;
    }

    /// <summary><c>/health</c>, as JSON or as a word.</summary>
    public Answer Health(Query? query, int type)
    {
        if (query is null) return type == 2 ? _word ??= HealthOf(null, 2) : type == 0 ? _health ??= HealthOf(null, 0) : HealthOf(null, type);
        return trouble is null && Refusal(query.Question) is { } refusal ? refusal : HealthOf(query, type);
    }

    /// <summary><c>/v1/checks/ID</c>.</summary>
    public Answer Check(string id) => document is null ? Answer.Of(503, trouble + "\n") : document.Check(id) ?? Unknown(id);

    private static Answer Unknown(string id) => Answer.Of(404, $"no check '{Harmless.Line(id, 100)}' in this report\n");

    private Answer Usual(string name) => trouble is not null ? Troubled(name) : Text(name, new Query(ReadyQuestion.Everything, Verbose: false, 0));

    private Answer Troubled(string name) => Answer.Of(503, $"[-]report failed: {trouble}\n{name} check failed\n");

    private Answer Text(string name, Query query)
    {
        ReadyAnswer answer = _readiness.Value!.Of(query.Question);
        return Answer.Of(answer.Passes ? 200 : 503, answer.Text(name, query.Verbose));
    }

    // Whether somebody has an account here is a name too.
    private Answer? Refusal(ReadyQuestion question) =>
        isWithheld && question.Users.Count > 0 ? Answer.Of(403, "names are withheld on this listener\n")
        : _readiness.Value?.Missing(question) is { } missing ? Answer.Of(404, missing + "\n")
        : null;

    private Answer HealthOf(Query? query, int type)
    {
        ReadyAnswer? answer = trouble is null ? _readiness.Value!.Of(query?.Question ?? ReadyQuestion.Everything) : null;
        int status = answer switch
        {
            not { Passes: true } => 503,
            { Warns: true } when query is { Warn: var warn and > 0 } => warn,
            _ => 200,
        };
        if (type == 2) return Answer.Of(status, answer?.Status switch { "pass" => "Healthy", "warn" => "Degraded", _ => "Unhealthy" });
        return new Answer(status, type == 0 ? Answer.HealthJson : Answer.Json, answer is null ? HealthJson.Of(trouble!) : HealthJson.Of(answer, document!.Report.GeneratedAt));
    }
}
