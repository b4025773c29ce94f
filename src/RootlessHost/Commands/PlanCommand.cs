using System.CommandLine;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>plan</c>: shows what <c>apply</c> would change, and changes nothing.</summary>
internal sealed class PlanCommand : Command
{
    private readonly InspectOptions _inspect = new();
    private readonly ProvisionOptions _provision = new();
    private readonly AnswerOptions _answer = new("text", "json", "salt");
    private readonly DetailedExitCodeOption _detailed = new();

    public PlanCommand() : base("plan", "Show what apply would change, and change nothing.")
    {
        _inspect.AddTo(this);
        _provision.AddTo(this);
        _answer.AddTo(this);
        Options.Add(_detailed);
        SetAction(line =>
        {
            _answer.Begin(line);
            return Run(line, _inspect, _provision, _answer, line.GetValue(_detailed));
        });
    }

    /// <summary>Plans and shows the plan; also what <c>apply --dry-run</c> does.</summary>
    public static int Run(ParseResult line, InspectOptions inspect, ProvisionOptions provision, AnswerOptions answer, bool detailed)
    {
        using Root root = inspect.RootToPlan(line);
        var host = new HostFacts(root);
        Plan plan = Plan.For(host, inspect.Scope(line, host), provision.Policy(line, inspect.ApplyPolicy(line)));
        answer.Write(line, (stream, style) =>
        {
            if (answer.Format(line) == "json") PlanJson.Write(plan, stream);
            else if (answer.Format(line) == "salt") PlanSalt.Write(plan, stream);
            else PlanText.Write(plan, stream, style, diff: true);
        });
        if (!detailed) return ExitStatus.Good;
        return (plan.IsEmpty ? 0 : ExitStatus.Fixable) | (plan.Refusals.Count > 0 || plan.Left.Any() ? ExitStatus.Blocked : 0);
    }
}
