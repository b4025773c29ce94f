using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <content>The findings.</content>
internal ref partial struct ReportReader
{
    private Judgement Finding()
    {
        var members = new JsonMembers(["id", "user", "title", "status", "reason", "expected", "actual", "evidence", "neededBy", "remedy", "references"]);
        (string id, string? user, string title, Status status) = ("", null, "", default);
        var finding = new Finding(default, "");
        List<(string, Level)> neededBy = [];
        IReadOnlyList<string> references = [];
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            switch (member)
            {
                case 0:
                    id = Id(Text());
                    break;
                case 1:
                    user = TextOrNull();
                    break;
                case 2:
                    title = Text();
                    break;
                case 3:
                    status = (Status)Word("pass", "warn", "fail", "unknown", "skip");
                    break;
                case 4:
                    finding = finding with { Reason = Text() };
                    break;
                case 5:
                    finding = finding with { Expected = TextOrNull() };
                    break;
                case 6:
                    finding = finding with { Actual = TextOrNull() };
                    break;
                case 7:
                    List<Evidence> evidence = [];
                    for (Array(); HasMore();) evidence.Add(EvidenceOf());
                    finding = finding with { Evidence = evidence };
                    break;
                case 8:
                    neededBy = NeededBy();
                    break;
                case 9:
                    finding = finding with { Remedy = _json.TokenType == JsonTokenType.Null ? null : RemedyOf() };
                    break;
                default:
                    references = Shared(Texts());
                    break;
            }
        }
        return new Judgement(new ToldCheck(AboutOf(id, title, references)), user, finding with { Status = status, Follows = status == Status.Skip ? CauseIn(finding.Reason) : null }, neededBy);
    }

    // The document has it in words.
    private static string? CauseIn(string reason) => reason.Split(' ') is ["follows", "from", var id] ? id : null;

    private Evidence EvidenceOf()
    {
        var members = new JsonMembers(["source", "line", "text"]);
        var evidence = new Evidence("");
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            evidence = member switch
            {
                0 => evidence with { Source = Text() },
                1 => evidence with { Line = _json.TokenType == JsonTokenType.Null ? null : Count() },
                _ => evidence with { Text = TextOrNull() },
            };
        }
        return evidence;
    }

    private List<(string, Level)> NeededBy()
    {
        List<(string Engine, Level Level)> needed = [];
        if (_json.TokenType != JsonTokenType.StartObject) throw new FormatException("no object");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string engine = EngineOf(String()!).Name;
            if (needed.Exists(known => known.Engine == engine)) throw new FormatException($"'{engine}' twice");
            _json.Read();
            needed.Add((engine, Level.Optional + Word("optional", "recommended", "required")));
        }
        return needed;
    }

    private Remedy RemedyOf()
    {
        var members = new JsonMembers(["summary", "automatic", "commands", "takesEffect", "impact"]);
        (string summary, bool automatic, IReadOnlyList<string> commands, TakesEffect when, Impact impact) = ("", false, [], default, default);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            _ = member switch
            {
                0 => summary = Text(),
                1 => automatic = Bool(),
                2 => commands = Texts(),
                3 => when = (TakesEffect)Word("immediately", "engine-restart", "relogin", "reboot"),
                _ => (object)(impact = (Impact)Word("user", "host", "weakens-host")),
            };
        }
        return new Remedy(new Told(summary, automatic, commands)) { TakesEffect = when, Impact = impact };
    }

    // What the check says of itself is told once. Why it matters is not in the document: this program knows it of the checks that it knows.
    private readonly About AboutOf(string id, string title, IReadOnlyList<string> references)
    {
        if (_abouts.TryGetValue(id, out About? known) && known.Title == title && known.Sources == references) return known;
        string why = Catalogue.Find(id)?.About.Why ?? "";
        return _abouts[id] = new About(id, title) { Reads = "", Why = why, Sources = references };
    }
}
