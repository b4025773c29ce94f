namespace RootlessHost.Proofs;

/// <summary>The network that an engine's own script has RootlessKit make: dockerd-rootless.sh, containerd-rootless.sh.</summary>
/// <param name="Stack">The program behind it.</param>
/// <param name="Ports">RootlessKit's port driver: who carries what comes to a published port.</param>
/// <param name="Options">Those of rootlesskit, without ports.</param>
internal sealed record RootlesskitNetwork(string Stack, string Ports, IReadOnlyList<string> Options)
{
    public static RootlesskitNetwork Of(Trial trial, string engine)
    {
        string stack = StackOf(trial, engine);
        string usual = stack == "pasta" ? "implicit" : "builtin";
        string ports = Chosen(trial, engine, "PORT_DRIVER") is "builtin" or "slirp4netns" or "implicit" or "gvisor-tap-vsock" ? Chosen(trial, engine, "PORT_DRIVER")! : usual;
        return new RootlesskitNetwork(stack, ports, [$"--net={stack}", "--copy-up=/etc", "--copy-up=/run", .. stack == "slirp4netns" ? (string[])["--mtu=65520", "--slirp4netns-sandbox=auto", "--slirp4netns-seccomp=auto"] : []]);
    }

    /// <summary>The same, with a port of 127.0.0.1 published.</summary>
    public IReadOnlyList<string> Publishing(int port)
    {
        // Implicit: whatever listens inside does outside.
        string[] publish = Ports == "implicit" ? [] : ["-p", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{port}/tcp")];
        return [.. Options, $"--port-driver={Ports}", .. publish];
    }

    // What the unit says, else slirp4netns, else what there is.
    private static string StackOf(Trial trial, string engine) =>
        Chosen(trial, engine, "NET") is "slirp4netns" or "pasta" or "vpnkit" or "gvisor-tap-vsock" ? Chosen(trial, engine, "NET")!
            : trial.Program("slirp4netns") is not null ? "slirp4netns"
            : trial.Program("pasta") is not null && (engine == "docker" ? trial.Host.DockerTriesPasta : engine != "nerdctl") ? "pasta"
            : trial.Program("vpnkit") is not null ? "vpnkit"
            : "slirp4netns";

    private static string? Chosen(Trial trial, string engine, string what)
    {
        if (engine == "buildkit" || !trial.User.HasConfig) return null;
        (string unit, string prefix) = engine == "nerdctl" ? ("containerd.service", "CONTAINERD_ROOTLESS_ROOTLESSKIT_") : ("docker.service", "DOCKERD_ROOTLESS_ROOTLESSKIT_");
        return trial.User.VariableOf(unit, prefix + what)?.Value;
    }
}
