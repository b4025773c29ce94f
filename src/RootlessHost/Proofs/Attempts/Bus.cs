using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>systemd.probe-bus</c>.</summary>
internal sealed class Bus : IAttempt
{
    public string Id => "systemd.probe-bus";

    public Outcome Try(Trial trial, string? engine)
    {
        if (!trial.Host.HasSystemd) return new Outcome(Id, engine, Status.Skip, "no systemd here");
        if (trial.Program("busctl") is not { } busctl) return new Outcome(Id, engine, Status.Unknown, "busctl, of systemd, is not installed");
        string[] question = ["--user", "--timeout=15", "get-property", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Version"];
        return trial.Run([busctl, .. question], "the user's systemd answered") with { Command = trial.ByHand(["busctl", .. question]) };
    }
}
