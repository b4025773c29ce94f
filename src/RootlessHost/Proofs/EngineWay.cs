using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>How an engine gets into a user namespace: a command that runs another one there.</summary>
/// <param name="Command">It and its options; empty when the program is not installed.</param>
/// <param name="Program">Its name.</param>
/// <param name="ByHand">The same for people.</param>
internal sealed record EngineWay(IReadOnlyList<string> Command, string Program, string ByHand)
{
    /// <summary>It is not the engine's, only what is nearest: that it fails says nothing of the engine where a security module permits by program.</summary>
    public bool IsNeutral { get; init; }

    public bool IsThere => Command.Count > 0;

    /// <summary>The engine's way; null for one that has none without being started as a whole.</summary>
    public static EngineWay? Of(string engine, Trial trial) => engine switch
    {
        "docker" or "nerdctl" or "buildkit" => Rootlesskit(trial),
        "podman" => Podman(trial),
        "lxc" => new EngineWay(trial.Program("lxc-usernsexec") is { } exec ? [exec, "--"] : [], "lxc-usernsexec", "lxc-usernsexec --"),
        // Its node is a container of the engine below.
        "kubernetes" => trial.Program("dockerd") is not null || trial.Program("podman") is null ? Rootlesskit(trial) : Of("podman", trial),
        // Both make one by themselves, and only with all that they are: k3s has RootlessKit built in, and Apptainer wants an image.
        "k3s" => trial.Program("rootlesskit") is null ? Neutral(trial) : Rootlesskit(trial) with { IsNeutral = true },
        "apptainer" => Neutral(trial),
        _ => null,
    };

    private static EngineWay Neutral(Trial trial) =>
        new(trial.Program("unshare") is { } unshare ? [unshare, "--user", "--map-root-user", "--"] : [], "unshare", "unshare --user --map-root-user") { IsNeutral = true };

    // Where Podman already holds a namespace of the user's, that is the one to prove, and nothing new is made. Otherwise its state goes where we clean up.
    private static EngineWay Podman(Trial trial)
    {
        if (trial.Program("podman") is not { } podman) return new EngineWay([], "podman", "podman unshare");
        using Root root = Root.Live();
        string runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "";
        if (runtime.Length > 0 && root.Stat($"{runtime}/libpod/tmp/pause.pid") is not null) return new EngineWay([podman, "unshare"], "podman", "podman unshare");
        string state = trial.PodmanState;
        PodmanTraces.Forget(trial, state);
        return new EngineWay([podman, "--root", $"{state}/root", "--runroot", $"{state}/run", "--tmpdir", $"{state}/tmp", "--storage-driver", "vfs", "unshare"], "podman", "podman unshare");
    }

    /// <summary>RootlessKit as the engines' own scripts start it, with a folder for its state that is used once.</summary>
    public static EngineWay Rootlesskit(Trial trial, params IReadOnlyList<string> options)
    {
        string shown = string.Join("", options.Select(option => $" {option}"));
        return trial.Program("rootlesskit") is { } program
            ? new EngineWay([program, $"--state-dir={trial.MakeScratch()}", "--propagation=rslave", .. options], "rootlesskit", $"rootlesskit{shown}")
            : new EngineWay([], "rootlesskit", $"rootlesskit{shown}");
    }
}
