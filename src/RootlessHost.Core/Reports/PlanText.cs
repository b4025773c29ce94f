using RootlessHost.Remedies;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Reports;

/// <summary>A plan for people, and what became of it: each change in the imperative with the reason, the files as they will differ, and what is left to a person.</summary>
internal static class PlanText
{
    private const int MostChanges = 30;

    /// <summary>What would be changed.</summary>
    public static void Write(Plan plan, Stream output, Style style, bool diff)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        if (plan.IsEmpty) text.Wrap(plan.Before.Ready ? "Nothing to change: all is well." : "Nothing that this program can change.");
        else WriteChanges(text, plan.Firsts, style.Verbose);
        if (diff) WriteDiff(text, plan);
        WriteRefusals(text, plan);
        WriteLeft(text, plan);
    }

    /// <summary>What was changed.</summary>
    public static void Write(Applied applied, Stream output, Style style, bool diff)
    {
        using StreamWriter writer = Utf8.Writer(output);
        var text = new Paper(writer, style.Color);
        foreach ((JournalEntry entry, Plan plan) in applied.Done)
        {
            WriteChanges(text, plan.Packages.Count == 0 ? plan.Firsts : [.. Made(entry, plan).DistinctBy(change => change.Summary)], style.Verbose);
            if (diff) WriteDiff(text, plan);
            text.Line();
            text.Marked("Done.", Ink.Good, HistoryText.CanBeTakenBack(entry) ? $"{Tool.Name} undo {entry.Id} takes it back." : "It stays: nothing takes that back safely.", indent: 2);
        }
        if (applied.Done.Count == 0) text.Wrap(applied.Last.Before.Ready ? "Nothing was changed: all is well." : "Nothing was changed.");
        WriteRefusals(text, applied.Last);
        WriteLeft(text, applied.Last);
    }

    /// <summary>The changes of a plan that a transaction made: packages are one of their own.</summary>
    public static IReadOnlyList<PlannedChange> Made(JournalEntry entry, Plan plan)
    {
        if (plan.Packages.Count == 0) return plan.Changes;
        HashSet<string> made = [.. entry.Summaries];
        return [.. plan.Changes.Where(change => made.Contains(change.Summary))];
    }

    private static void WriteChanges(Paper text, IReadOnlyList<PlannedChange> firsts, bool all)
    {
        int number = 0;
        foreach (PlannedChange first in all ? firsts : firsts.Take(MostChanges))
        {
            text.Marked($"{++number}.", Ink.Command, Paper.Sentence(Sentences.Capital(first.Summary)), indent: 3);
            string who = first.User is { } user ? $" {user}" : "";
            text.Wrap($"{first.Check}{who}: {Paper.Sentence(first.Reason)}{When(first.TakesEffect)}", indent: 3);
        }
        if (firsts.Count > number) text.Wrap($"And {firsts.Count - number:N0} more: -v lists them.", indent: 3);
    }

    private static void WriteDiff(Paper text, Plan plan)
    {
        foreach (DraftedFile file in plan.Files)
        {
            if (!file.ChangesContent || file.After is []) continue;
            text.Line();
            foreach (string line in UnifiedDiff.Of(file.Path, file.Before, file.After))
            {
                text.Painted(line, line[0] switch { '+' => Ink.Good, '-' => Ink.Bad, '@' => Ink.Command, _ => Ink.Plain });
            }
        }
        string[] live = [.. Live(plan)];
        if (live.Length == 0) return;
        text.Line();
        text.Wrap("Beside files:");
        foreach (string line in live) text.Command(line);
    }

    /// <summary>What is done beside the contents of files, as commands.</summary>
    public static IEnumerable<string> Live(Plan plan)
    {
        foreach (RunStep run in plan.Packages) yield return run.Command;
        foreach (DraftedFile file in plan.Files.Where(file => file.After is []))
        {
            yield return $"touch {Shell.Quote(file.Path)}";
        }
        foreach (DraftedFile file in plan.Files.Where(file => !file.ChangesContent))
        {
            if (file.Uid is { } uid) yield return $"chown {uid}:{file.Gid} {Shell.Quote(file.Path)}";
            if (file.Mode is { } mode) yield return $"chmod {Convert.ToString(mode, 8).PadLeft(4, '0')} {Shell.Quote(file.Path)}";
        }
        foreach (PlannedChange change in plan.Changes.Where(change => change.Kind == "capability"))
        {
            yield return change.After is { } capability ? $"setcap {capability} {Shell.Quote(change.Target)}" : $"setcap -r {Shell.Quote(change.Target)}";
        }
        foreach (Step step in plan.Live)
        {
            yield return step switch
            {
                SysctlStep sysctl => $"sysctl -w {Shell.Quote($"{sysctl.Key}={sysctl.After}")}",
                RunStep run => run.Command,
                MountStep mount => $"mount -t {mount.Type} {mount.Type} {Shell.Quote(mount.Path)}",
                _ => step.Target,
            };
        }
    }

    private static void WriteRefusals(Paper text, Plan plan)
    {
        if (plan.Refusals.Count == 0) return;
        text.Line();
        foreach (Refusal refusal in plan.Refusals)
        {
            string why = refusal.Why is { } judgement ? $" ({Sentences.About(judgement)}: {judgement.Finding.Reason})" : "";
            string way = refusal.Option is { } option ? $" It is done with {option}." : "";
            text.Marked(refusal.Option is null ? "Refused:" : "Not without your word:", Ink.Dubious, $"{Paper.Sentence(refusal.What + why)}{way}", indent: 3);
        }
        text.Wrap("As long as that is open, nothing is changed.");
    }

    private static void WriteLeft(Paper text, Plan plan)
    {
        WriteLeft(text, "Applied, and not in force yet:", plan.Pending);
        WriteLeft(text, "Left for a person:", plan.Left);
    }

    private static void WriteLeft(Paper text, string title, IEnumerable<Judgement> judgements)
    {
        Judgement[] left = [.. judgements.Take(MostChanges)];
        if (left.Length == 0) return;
        text.Line();
        text.Wrap(title);
        foreach (Judgement judgement in left)
        {
            text.Wrap($"{Sentences.About(judgement)}: {Paper.Sentence(judgement.Finding.Reason)}{(judgement.Finding.Remedy is { } remedy ? $" {Paper.Sentence(Sentences.Capital(remedy.Summary))}" : "")}", indent: 3);
        }
    }

    private static string When(TakesEffect when) => when switch
    {
        TakesEffect.EngineRestart => " In force when the engine is restarted.",
        TakesEffect.Relogin => " In force at the next login.",
        TakesEffect.Reboot => " In force after a reboot.",
        _ => "",
    };
}
