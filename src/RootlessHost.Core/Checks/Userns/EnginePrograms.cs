using RootlessHost.Facts;

namespace RootlessHost.Checks.Userns;

/// <summary>The programs with which the engines create their user namespace.</summary>
internal static class EnginePrograms
{
    private static readonly string[] Starters =
        ["/usr/libexec/apptainer/bin/starter", "/usr/lib/apptainer/bin/starter", "/usr/lib/x86_64-linux-gnu/apptainer/bin/starter", "/usr/local/libexec/apptainer/bin/starter"];

    /// <summary>By engine, those that are installed, links resolved: AppArmor knows a program by its own path.</summary>
    public static IEnumerable<(string Engine, string Program)> On(HostFacts host) =>
        from engine in host.Engines
        from found in Of(host, engine.Name)
        where found is not null
        let program = host.Root.Resolve(found)
        where program is not null
        select (engine.Name, program);

    private static IEnumerable<string?> Of(HostFacts host, string engine) => engine switch
    {
        "docker" => [host.Program(["docker-rootlesskit", "rootlesskit"])],
        "nerdctl" or "buildkit" => [host.Program("rootlesskit")],
        "kubernetes" => [host.Program(["rootlesskit", "podman"])],
        "podman" or "k3s" => [host.Program(engine)],
        // With its set-user-id starter it needs no user namespace.
        "apptainer" => [Starters.FirstOrDefault(path => host.Root.Stat(path) is not null && host.Root.Stat(path + "-suid") is not { IsSetuid: true })],
        "lxc" => [host.Program("lxc-start"), host.Program("lxc-usernsexec")],
        _ => [], // userns-remap: its daemon is root
    };
}
