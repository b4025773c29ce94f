using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>systemd.probe-linger</c>: logind's own word, by whom it is kept.</summary>
internal sealed class Linger : IAttempt
{
    public string Id => "systemd.probe-linger";

    public Outcome Try(Trial trial, string? engine)
    {
        if (!trial.Host.HasSystemd) return new Outcome(Id, engine, Status.Skip, "no systemd here");
        if (trial.Program("loginctl") is not { } loginctl) return new Outcome(Id, engine, Status.Unknown, "loginctl, of systemd, is not installed");
        string[] question = ["show-user", trial.User.Name, "--property=Linger", "--value"];
        string command = trial.ByHand(["loginctl", .. question]);
        using var child = new Child(trial.Keeper, [loginctl, .. question]);
        bool ended = child.Wait(trial.Limit);
        return (ended && child.Status == 0 ? child.Output.Trim() : null) switch
        {
            "yes" => new Outcome(Id, engine, Status.Pass, "logind says Linger=yes", Command: command),
            "no" => Trial.Failed("logind says Linger=no") with { Command = command },
            _ => trial.Judge([loginctl], ended, child, "") with { Command = command },
        };
    }
}
