using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Proofs;

/// <summary>What was proven for the users of a scope, beside what the checks say.</summary>
/// <param name="Checks">The look at the same scope.</param>
/// <param name="Proofs">By user, in the order in which they were done.</param>
public sealed record ProofReport(Report Checks, IReadOnlyList<Proven> Proofs)
{
    public const string Schema = "rootless-host.prove/1";

    /// <summary>Nothing that an engine or a need requires failed, or could not be found out.</summary>
    public bool Worked => !Proofs.Any(proven => proven.Status is Status.Fail or Status.Unknown);

    public DateTimeOffset GeneratedAt { get; init; } = DateTimeOffset.UnixEpoch;

    public TimeSpan Duration { get; init; }

    /// <summary>Holds outcomes against a look.</summary>
    public static ProofReport Of(Report checks, IReadOnlyList<(Subject Subject, Outcome Outcome)> outcomes)
    {
        Judgement[] findings = [.. checks.Findings.Where(judgement => judgement.IsProblem)];
        return new ProofReport(checks, [.. outcomes.Select(entry => Weigh(checks, findings, entry.Subject, entry.Outcome))]);
    }

    private static Proven Weigh(Report checks, IReadOnlyList<Judgement> problems, Subject subject, Outcome outcome)
    {
        Proof proof = AllProofs.Find(outcome.Id)!;
        string user = subject.Account.Name;
        // A bus that starts with a login, and linger that nobody asked for, are not there to be proven.
        if (outcome.Status is Status.Fail or Status.Unknown
            && checks.Findings.FirstOrDefault(judgement => judgement.Id == proof.MootWith && judgement.User == user) is { Finding: { Status: Status.Skip, Follows: null } moot })
        {
            outcome = outcome with { Status = Status.Skip, Reason = moot.Reason };
        }
        (string Engine, Level Level)[] levels =
        [
            .. from engine in subject.Engines
               where outcome.Engine is null || outcome.Engine == engine.Name
               let level = outcome.Status == Status.Fail && problems.Any(problem => Explaining(proof).Contains(problem.Id) && (problem.User is null || problem.User == user) && problem.Blocks(engine.Name))
                   ? Level.Required // what keeps it from working keeps the engine from it
                   : proof.LevelFor(checks.Host.RequirementsOf(engine), NeedsOf(checks.Scope, subject, engine))
               where level != Level.None
               select (engine.Name, level),
        ];
        Level most = levels.Length == 0 ? Level.None : levels.Max(level => level.Level);
        Status status = (outcome.Status, most) switch
        {
            (Status.Fail or Status.Unknown, Level.Recommended) => Status.Warn,
            (Status.Fail or Status.Unknown, Level.Optional or Level.None) => Status.Skip,
            (var other, _) => other,
        };
        Outcome weighed = status == Status.Skip && outcome.Status != Status.Skip ? outcome with { Reason = outcome.Reason + " (optional)" } : outcome;
        (string, Status)? explanation = !outcome.IsOwn && status is (Status.Fail or Status.Warn or Status.Unknown) ? Explain(problems, proof, user, outcome.Engine) : null;
        return new Proven(proof, user, weighed, status, levels, explanation);
    }

    // What keeps any program from running keeps that of every proof.
    private static IEnumerable<string> Explaining(Proof proof) => [.. proof.ExplainedBy, "limits.pids", "limits.rlimits"];

    private static (string, Status)? Explain(IReadOnlyList<Judgement> problems, Proof proof, string user, string? engine)
    {
        foreach (Status worst in (Status[])[Status.Fail, Status.Unknown, Status.Warn])
        {
            foreach (string id in Explaining(proof))
            {
                if (problems.Any(problem => problem.Id == id && problem.Status == worst && (problem.User is null || problem.User == user) && IsAbout(problem, engine))) return (id, worst);
            }
        }
        return null;
    }

    private static bool IsAbout(Judgement problem, string? engine) => engine is null || problem.NeededBy.Any(need => need.Engine == engine);

    /// <summary>What is wanted of one engine of an account.</summary>
    public static Needs NeedsOf(Scope scope, Subject subject, IEngine engine) =>
        (subject.Wish ?? new Wish(subject.Engines, scope.Needs)).Parts.First(part => part.Engines.Contains(engine)).Needs;
}
