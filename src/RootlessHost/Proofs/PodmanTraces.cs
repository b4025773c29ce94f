using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>What Podman leaves beside the folders that it is told to use.</summary>
internal static class PodmanTraces
{
    /// <summary>It is gone afterwards, where it is not there yet.</summary>
    /// <param name="trial">The user's.</param>
    /// <param name="state">The folder that Podman keeps its own things in.</param>
    public static void Forget(Trial trial, string state)
    {
        string runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "", uid = trial.User.IdText, config = trial.User.ConfigHome;
        trial.Keeper.Forget(
            config, $"{config}/cni", $"{config}/cni/net.d", $"{config}/cni/net.d/cni.lock", $"{config}/containers", $"/tmp/containers-user-{uid}", $"/tmp/containers-user-{uid}/containers",
            $"/tmp/podman-run-{uid}", $"/tmp/podman-run-{uid}/containers", $"/tmp/podman-run-{uid}/libpod", $"{runtime}/containers", $"{runtime}/libpod", $"{runtime}/libpod/tmp",
            $"{runtime}/crun", $"{runtime}/runc");
        trial.Keeper.ForgetPid($"{runtime}/libpod/tmp/pause.pid");
        trial.Keeper.ForgetPid($"{state}/tmp/pause.pid");
    }
}
