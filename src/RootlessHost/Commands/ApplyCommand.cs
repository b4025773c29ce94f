using System.CommandLine;
using System.Runtime;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>apply</c>: makes the plan true, in one transaction.</summary>
internal sealed class ApplyCommand : Command
{
    private const int Many = 500;      // accounts
    private const long Room = 64 << 20; // bytes

    private readonly InspectOptions _inspect = new();
    private readonly ProvisionOptions _provision = new();
    // Packages take their time, and what is at work is not to be broken off without need.
    private readonly AnswerOptions _answer = new(new TimeoutOption("0"), "text", "json", "salt");
    private readonly DetailedExitCodeOption _detailed = new();
    private readonly Option<bool> _dryRun = new("--dry-run", "--check", "-n") { Description = "Only show what would be changed, as plan does." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask, even on a terminal." };

    public ApplyCommand() : base("apply", "Make the host ready: what plan shows, all of it or nothing.")
    {
        _inspect.AddTo(this);
        _provision.AddTo(this);
        _answer.AddTo(this);
        foreach (Option option in (Option[])[_detailed, _dryRun, _yes]) Options.Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        using var interruption = new Interruption();
        _answer.Begin(line, interruption);
        bool detailed = line.GetValue(_detailed);
        if (line.GetValue(_dryRun)) return PlanCommand.Run(line, _inspect, _provision, _answer, detailed);
        TimeSpan patience = _provision.LockTimeout.Of(line);
        using WritableRoot writable = _inspect.WritableRoot(line);
        ApplyPolicy policy = _provision.Policy(line, _inspect.ApplyPolicy(line));
        using var provision = new Provision(() => _inspect.RootToPlan(line), writable, interruption, patience, Standard.Say);
        bool isRefusedByPerson = false;
        string[]? shown = null;
        try
        {
            provision.Recover();
            Applied applied = provision.Apply(host => WithRoom(_inspect.Scope(line, host)), policy, (plan, isAgain) => !(isRefusedByPerson = !Consents(line, plan, isAgain, ref shown)));
            if (isRefusedByPerson && applied.Done.Count == 0)
            {
                Standard.Say("nothing was changed");
                return ExitStatus.No;
            }
            _answer.WriteOf(line, Stands(applied), (stream, style) =>
            {
                if (_answer.Format(line) == "json") PlanJson.Write(applied, stream);
                else if (_answer.Format(line) == "salt") PlanSalt.Write(applied, stream);
                else PlanText.Write(applied, stream, style, _provision.WantsDiff(line));
            });
            // A reboot or a login that is still to come is nobody's failure: twice is as once.
            bool isReached = !isRefusedByPerson && applied.Last.IsReached;
            return !detailed ? isReached ? ExitStatus.Good : ExitStatus.No
                : (applied.Done.Count > 0 ? ExitStatus.Fixable : 0) | (isReached ? 0 : ExitStatus.Blocked);
        }
        catch (TransactionException failure)
        {
            Standard.Say(failure.Message);
            return detailed ? ExitStatus.Blocked | (failure.IsTakenBack ? 0 : ExitStatus.Fixable) : ExitStatus.No;
        }
    }

    private static string? Stands(Applied applied) => applied.Done.Count == 0 ? null
        : $"the changes are made and stand: {Tool.Name} undo {string.Join(", ", applied.Done.Select(done => done.Entry.Id).Reverse())} takes them back";

    // Ids for thousands of accounts are made in a blink, of which collecting garbage would be a third. What is allocated beyond the room is collected as ever.
    private static Scope WithRoom(Scope scope)
    {
        if (scope.Subjects.Count >= Many && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 16 * Room)
        {
            _ = GC.TryStartNoGCRegion(Room, disallowFullBlockingGC: true);
        }
        return scope;
    }

    // Without somebody at a terminal nobody is asked.
    private bool Consents(ParseResult line, Plan plan, bool isAgain, ref string[]? shown)
    {
        if (line.GetValue(_yes) || !StandardStream.Input.IsTerminal || !StandardStream.Output.IsTerminal || _answer.Format(line) != "text") return true;
        string[] changes = [.. plan.Changes.Select(change => change.Summary)];
        if (isAgain)
        {
            // Others wait for the locks, so nobody is asked now.
            return changes.SequenceEqual(shown!) ? true : throw new TransactionException("the host was changed meanwhile, and what is to be done is not what you saw: nothing was changed; try again", null) { IsTakenBack = true };
        }
        shown = changes;
        PlanText.Write(plan, StandardStream.Output, new Style(Color: false, _answer.IsVerbose(line)), diff: true);
        StandardStream.Error.Write("\nMake these changes? [y/N] "u8);
        return StandardStream.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
