using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The network stack that the user's own unit tells an engine to use is there.</summary>
internal sealed class DriverChoice : IUserCheck
{
    private static readonly (string Engine, string Unit, string Variable)[] Units =
    [
        ("docker", "docker.service", "DOCKERD_ROOTLESS_ROOTLESSKIT_NET"),
        ("nerdctl", "containerd.service", "CONTAINERD_ROOTLESS_ROOTLESSKIT_NET"),
    ];

    public About About { get; } = new("net.driver-choice", "the network stack that the user's own unit tells an engine to use is there")
    {
        Reads = "~/.config/systemd/user/{docker,containerd}.service and their drop-ins: Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET, CONTAINERD_ROOTLESS_ROOTLESSKIT_NET",
        Why = "What the unit names is what RootlessKit starts, whatever else is installed: 'exec: \"pasta\": executable file not found in $PATH'. Docker before 28.5.2 does not try pasta unasked: 'Either slirp4netns (>= v0.4.0) or vpnkit needs to be installed'.",
        Sources = ["https://github.com/moby/moby/pull/51149", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md", "systemd.exec(5)"],
    };

    public Finding Look(UserFacts user)
    {
        Finding? fine = null;
        foreach ((string engine, string unit, string variable) in Units)
        {
            if (!user.HasConfig || user.IsRemapOwner || user.Engines.All(one => one.Name != engine) || user.VariableOf(unit, variable) is not { } choice) continue;
            string driver = choice.Value;
            Finding answer = Answer(user.Host, Printable.Of(driver), unit)
                .Because(new Evidence(choice.Setting.Path, choice.Setting.Line, $"{variable}={Printable.Of(driver)}")).For([engine]);
            if (answer.Status != Status.Pass) return answer;
            fine ??= answer with { Engines = null };
        }
        return fine ?? (user.Engines.Any(engine => engine.Name == "docker") && !user.IsRemapOwner ? Unnamed(user.Host) : null) ?? Finding.Skip("no unit of the user's names a network stack");
    }

    // Whether anything is installed at all is said by net.driver.
    private static Finding? Unnamed(HostFacts host) =>
        host.DockerTriesPasta || host.ProgramAnywhere("pasta") is null || host.ProgramAnywhere("slirp4netns") is not null || host.ProgramAnywhere("vpnkit") is not null ? null
            : Finding.Fail($"slirp4netns is not installed, and Docker {host.VersionOf("dockerd")} takes pasta only when docker.service says DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta").For(["docker"])
                .With(Packages.RemedyFor(host.Os, "slirp4netns"));

    private static Finding Answer(HostFacts host, string driver, string unit) => driver switch
    {
        "slirp4netns" or "vpnkit" when host.ProgramAnywhere(driver) is null => Missing(host, driver, driver, unit),
        "pasta" when host.ProgramAnywhere("pasta") is null => Missing(host, driver, "passt", unit),
        "lxc-user-nic" when host.LxcUserNic is null => Missing(host, driver, driver, unit),
        "slirp4netns" or "vpnkit" or "pasta" or "lxc-user-nic" or "gvisor-tap-vsock" or "host" or "none" => Finding.Pass($"{driver}, which {unit} asks for"),
        "" => Finding.Skip($"{unit} leaves it to the engine"),
        _ => Finding.Warn($"{unit} asks for {driver}, which is no network stack of RootlessKit's"),
    };

    private static Finding Missing(HostFacts host, string driver, string package, string unit) =>
        Finding.Fail($"{unit} asks for {driver}, and it is not installed").With(Packages.RemedyFor(host.Os, package));
}
