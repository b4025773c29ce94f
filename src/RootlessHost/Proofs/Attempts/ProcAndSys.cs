using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>userns.probe-proc</c>.</summary>
internal sealed class ProcAndSys : IAttempt
{
    public string Id => "userns.probe-proc";

    public Outcome Try(Trial trial, string? engine)
    {
        if (EngineWay.Of(engine!, trial) is not { IsThere: true } way) return new Outcome(Id, engine, Status.Skip, "not without userns.probe-engine");
        if (trial.Program("unshare") is not { } unshare) return new Outcome(Id, engine, Status.Unknown, "unshare, of util-linux, is not installed");
        Outcome outcome = trial.RunInside([.. way.Command, unshare, "--pid", "--net", "--mount", "--fork", "--kill-child", "--"], "proc-sys");
        return outcome with { Command = trial.ByHand($"{way.ByHand} unshare --pid --net --mount --fork sh -c 'mount -t proc proc /proc -o nosuid,nodev,noexec && mount -t sysfs sysfs /sys -o ro,nosuid,nodev,noexec'") };
    }
}
