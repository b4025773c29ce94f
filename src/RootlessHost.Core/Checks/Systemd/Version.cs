using RootlessHost.Facts;

namespace RootlessHost.Checks.Systemd;

/// <summary>systemd is new enough, where an engine needs it.</summary>
internal sealed class Version : IHostCheck
{
    // nerdctl's set-up tool writes units of the user's systemd and refuses hosts without; k3s documents nothing else.
    private static readonly string[] NeedIt = ["nerdctl", "k3s"];

    private const int HasUserUnits = 234;
    private const int DelegatesCpuset = 244;

    public About About { get; } = new("systemd.version", "systemd is there and new enough, where an engine needs it")
    {
        Reads = "/run/systemd/system, the name of libsystemd-shared-VERSION.so",
        Why = "nerdctl and k3s run under the user's systemd alone. Docker and Podman do without it, then with no limits and no start at boot. cpuset can be delegated from systemd 244 on.",
        Sources = ["sd_booted(3)", "https://rootlesscontaine.rs/getting-started/common/cgroup2/", "https://github.com/containerd/nerdctl/blob/main/docs/rootless.md"],
    };

    public Finding Look(HostFacts host) => (host.HasSystemd, host.SystemdVersion) switch
    {
        (false, _) => Without(host),
        (_, null) when host.IsPartial => Finding.Skip("systemd is not in this image"),
        (_, null) => Finding.Pass("systemd runs; no file tells its version"),
        (_, < HasUserUnits and var version) => Finding.Warn($"systemd {version}, {HasUserUnits} or later wanted").Wanted($"at least {HasUserUnits}", $"{version}"),
        (_, < DelegatesCpuset and var version) when host.Needs.Limits.Contains("cpuset") =>
            Finding.Warn($"systemd {version} cannot delegate cpuset, {DelegatesCpuset} can").Wanted($"at least {DelegatesCpuset}", $"{version}"),
        (_, { } version) => Finding.Pass($"systemd {version}"),
    };

    private static Finding Without(HostFacts host)
    {
        string reason = host.IsSystemdInstalled ? "systemd is installed, and does not run here" : "this host does without systemd";
        if (host.Needs.SystemdCgroup) return Finding.Fail($"{reason}, and containers in its control groups are wanted");
        string[] stuck = [.. host.Engines.Select(engine => engine.Name).Where(NeedIt.Contains)];
        return stuck.Length == 0 ? Finding.Skip(reason) : Finding.Fail($"{reason}; {string.Join(" and ", stuck)} {(stuck.Length == 1 ? "needs" : "need")} it").For(stuck);
    }
}
