using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>One check in full.</summary>
/// <param name="check">The check.</param>
/// <param name="host">The host whose versions decide what an engine needs, and which is asked.</param>
/// <param name="scope">Whom and what for to ask; null for nobody in particular.</param>
internal sealed class Explanation(ICheck check, HostFacts host, Scope? scope)
{
    // A proof matters as much as the check that it is weighed by.
    private readonly string _id = check is Proof proof ? proof.Weight : check.About.Id;

    /// <summary>The check as <c>list</c> has it, and what it says of itself and of this host.</summary>
    public void WriteJson(Stream output)
    {
        About about = check.About;
        using (var json = new Utf8JsonWriter(output, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteString("id", about.Id);
            json.WriteString("area", about.Area);
            json.WriteString("title", about.Title);
            json.WriteString("reads", about.Reads);
            json.WriteString("why", about.Why);
            json.WriteString("risk", about.Risk);
            json.WriteStartObject("neededBy");
            foreach (IEngine engine in AllEngines.List)
            {
                if (engine.Needs(host)[_id] is var level and not Level.None) json.WriteString(engine.Name, Words.Of(level));
            }
            json.WriteEndObject();
            json.WriteStrings("raisedBy", RaisingNeeds());
            json.WriteStrings("sources", about.Sources);
            json.WriteStartArray("findings");
            foreach (Judgement judgement in Answers())
            {
                json.WriteStartObject();
                JsonParts.Write(json, judgement);
                json.WriteEndObject();
                json.FlushIfMuch();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    public void Write(Stream output, Style style)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        About about = check.About;
        text.Marked(about.Id, Ink.Command, $"- {about.Title}", indent: 2);
        text.Line();
        text.Wrap($"What is read: {about.Reads}");
        text.Line();
        text.Wrap($"Why it matters: {about.Why}");
        text.Line();
        WriteEngines(text);
        if (about.Risk is { } risk)
        {
            text.Line();
            text.Wrap($"The remedy's price: {risk}");
        }
        if (check is Proof proven)
        {
            text.Line();
            text.Wrap($"{Tool.Name} prove does it. When it does not work, these checks say why: {Sentences.List(proven.ExplainedBy)}.");
        }
        WriteAnswer(text);
        if (about.Sources.Count == 0) return;
        text.Line();
        text.Wrap("Sources:");
        foreach (string source in about.Sources) text.Wrap(source, indent: 2);
    }

    private void WriteEngines(Paper text)
    {
        // A host that has nothing shows what holds whatever the version; where this host's answer differs, a version or a setting of it decided.
        using var nothing = Root.Nothing();
        var bare = new HostFacts(nothing);
        text.Wrap("Needed by:");
        bool any = false;
        foreach (IEngine engine in AllEngines.List)
        {
            Level here = engine.Needs(host)[_id];
            Level usual = engine.Needs(bare)[_id];
            if (here == Level.None && usual == Level.None) continue;
            any = true;
            string level = here == Level.None ? "makes no difference" : Words.Of(here);
            string note = here == usual ? "" : $" (on this host; otherwise {(usual == Level.None ? "it makes no difference" : Words.Of(usual))}: a version or a setting of the host decides)";
            text.Wrap($"{engine.Name}: {level}{note}", indent: 2);
        }
        if (!any) text.Wrap("no engine", indent: 2);
        string[] needs = [.. RaisingNeeds()];
        if (needs.Length > 0) text.Wrap($"Required when wanted with --need: {Sentences.List(needs)}.");
    }

    private IEnumerable<string> RaisingNeeds() =>
        from need in (string[])["network", "limits", "port:80", "ping", "boot", "systemd-cgroup", "swarm", "checkpoint"]
        where Needs.Parse([need]).Raises(_id)
        select need == "port:80" ? "port:N" : need;

    private void WriteAnswer(Paper text)
    {
        var asked = new Scope("/", [], [], Needs.None);
        var entries = new Entries(asked);
        foreach (Judgement judgement in Answers()) entries.Add(judgement);
        foreach (Entry entry in entries.Sorted)
        {
            text.Line();
            text.Wrap($"On this host{(entry.First.Id == _id ? "" : $", {entry.First.Id}")}{(entry.Users is { } users ? $", for {users}" : "")}: {Words.Of(entry.Status)}: {entry.Finding.Reason}");
            if (entry.Remedies is not [var remedy, ..]) continue;
            text.Wrap($"Fix: {remedy.Summary}.{(remedy.Commands.Any() ? " As root:" : "")}");
            foreach (string command in entry.Remedies.SelectMany(one => one.Commands).Distinct()) text.Command(command);
        }
    }

    // Of users there are many: only those that were named.
    private IEnumerable<Judgement> Answers() =>
        scope is not null ? Look.At(host, scope with { Only = [check.About.Id] }).Findings
        : check is IHostCheck ? Look.At(host, new Scope("/", [], AllEngines.On(host), Needs.None) { Only = [check.About.Id] }).Findings
        : [];
}
