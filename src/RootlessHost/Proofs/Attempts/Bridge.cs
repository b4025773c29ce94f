using RootlessHost.Checks;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>net.probe-bridge</c>: what dockerd and nerdctl's plugins make for a container, in a network namespace that only the proof sees.</summary>
internal sealed class Bridge : IAttempt
{
    public string Id => "net.probe-bridge";

    public Outcome Try(Trial trial, string? engine)
    {
        if (engine is not ("docker" or "nerdctl")) return new Outcome(Id, engine, Status.Skip, $"{engine} plugs containers into no bridge of the user's");
        EngineWay way = EngineWay.Rootlesskit(trial, "--copy-up=/run"); // for the lock of the legacy iptables
        if (!way.IsThere) return new Outcome(Id, engine, Status.Skip, "not without userns.probe-engine");
        if (trial.Program("iptables") is not { } iptables) return Trial.Failed("iptables is not installed", "ENOENT");
        if (trial.Program("unshare") is not { } unshare) return new Outcome(Id, engine, Status.Unknown, "unshare, of util-linux, is not installed");
        if (trial.Program("ip") is not { } ip) return new Outcome(Id, engine, Status.Unknown, "ip, of iproute2, is not installed");
        Outcome outcome = trial.RunInside([.. way.Command, unshare, "--net", "--"], "bridge", ip, iptables);
        return outcome with { Command = trial.ByHand($"{way.ByHand} unshare --net sh -c 'ip link add name b type bridge && ip link add name c type veth peer name d && ip link set c master b && iptables -t nat -A POSTROUTING ! -o b -j MASQUERADE'") };
    }
}
