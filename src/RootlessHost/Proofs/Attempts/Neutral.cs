using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>userns.probe-self</c>.</summary>
internal sealed class Neutral : IAttempt
{
    public string Id => "userns.probe-self";

    public Outcome Try(Trial trial, string? engine) => trial.Program("unshare") is { } unshare
        ? trial.RunInside([unshare, "--user", "--map-root-user"], "tmpfs", trial.MakeScratch()) with { Command = trial.ByHand("unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt") }
        : new Outcome(Id, engine, Status.Unknown, "unshare, of util-linux, is not installed");
}
