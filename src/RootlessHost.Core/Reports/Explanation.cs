using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;

namespace RootlessHost.Reports;

/// <summary>One check in full, for people.</summary>
internal sealed class Explanation(ICheck check, HostFacts host)
{
    // A proof matters as much as the check that it is weighed by.
    private readonly string _id = check is Proof proof ? proof.Weight : check.About.Id;

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

    // Only for a check of the host: of users there are many.
    private void WriteAnswer(Paper text)
    {
        if (check is not IHostCheck) return;
        var scope = new Scope("/", [], AllEngines.On(host), Needs.None) { Only = [check.About.Id] };
        Judgement? answer = Look.At(host, scope).Findings.FirstOrDefault();
        if (answer is null) return;
        text.Line();
        text.Wrap($"On this host: {Words.Of(answer.Status)}: {answer.Finding.Reason}");
        if (answer.Finding.Remedy is not { } remedy) return;
        text.Wrap($"Fix: {remedy.Summary}.{(remedy.Commands.Any() ? " As root:" : "")}");
        foreach (string command in remedy.Commands) text.Command(command);
    }
}
