using RootlessHost.Checks;
using RootlessHost.Proofs.Containers;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>engine.probe-run</c>: only with an image to run.</summary>
internal sealed class Container : IAttempt
{
    public string Id => "engine.probe-run";

    public Outcome Try(Trial trial, string? engine)
    {
        if (trial.Image is not { } image) return new Outcome(Id, engine, Status.Skip, "no image was given");
        if (Contained.Engines.Contains(engine) && trial.Program(Contained.ProgramOf(engine!)) is null) return Trial.Failed($"{Contained.ProgramOf(engine!)} is not installed", "ENOENT");
        if (Contained.Of(engine!, trial) is not { } contained) return new Outcome(Id, engine, Status.Skip, $"{engine} is not one that prove runs an image with");
        return contained.Run(image) with { Command = trial.ByHand(contained.ByHand(image)) };
    }
}
