using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>userns.probe-engine</c>.</summary>
internal sealed class Own : IAttempt
{
    public string Id => "userns.probe-engine";

    public Outcome Try(Trial trial, string? engine) => EngineWay.Of(engine!, trial) switch
    {
        null => new Outcome(Id, engine, Status.Skip, $"{engine} makes none without being started as a whole"),
        { IsThere: false } way => Trial.Failed($"{way.Program} is not installed", "ENOENT") with { Command = trial.ByHand($"{way.ByHand} true") },
        { IsNeutral: true } way => trial.RunInside(way.Command, "map") switch
        {
            { Status: Status.Pass } made => made with { Reason = $"{made.Reason}, through {way.Program}: {engine} makes none but with all that it starts", Command = trial.ByHand($"{way.ByHand} true") },
            var none => new Outcome(Id, engine, Status.Skip, $"{engine} makes none but with all that it starts, and {way.Program} makes none ({none.Reason}), which says nothing of {engine}"),
        },
        var way => trial.RunInside(way.Command, "map") with { Command = trial.ByHand($"{way.ByHand} true") },
    };
}
