using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Host;

/// <summary>The host is a machine of its own, not a container, and shows a whole /proc.</summary>
internal sealed class Nested : IHostCheck
{
    // Apptainer takes the host's /proc along, and BuildKit does when told to (--oci-worker-no-process-sandbox). The others mount one for each container.
    private static readonly string[] WithoutProc = ["apptainer", "buildkit"];

    public About About { get; } = new("host.nested", "the host is a machine of its own, not a container, and shows a whole /proc")
    {
        Reads = "/run/systemd/container, /proc/self/uid_map, /proc/self/mountinfo, /proc/1/mountinfo",
        Why = "A container within a container has only what the outer engine left: its ids, its capabilities, its view of /proc. Where anything is mounted over a part of /proc, the kernel lets no user mount another one, as each container needs. In a chroot it refuses every user namespace with EPERM.",
        Sources = ["user_namespaces(7)", "mount_namespaces(7)", "clone(2)", "https://github.com/moby/buildkit/blob/master/docs/rootless.md"],
        Running = true,
    };

    public Finding Look(HostFacts host) => (host.Container, host.UidMap, host.Mounts) switch
    {
        (null, null, null) => Finding.Skip("what tells a container is not in this image"),
        // Only mounts that can be reached are listed, and the root of a chroot is none (fs/proc_namespace.c).
        (_, _, { Mounts.Count: > 0 } mounts) when !host.IsPartial && mounts.At("/") is null => Finding.Fail("in a chroot: no user namespace can be created there")
            .Because("/proc/self/mountinfo", "nothing is mounted at /"),
        ({ } container, _, _) when container != "wsl" => Inside(host, $"inside a container ({container})"),
        (_, { IsIdentity: false } map, _) => Inside(host, "inside a user namespace").Because("/proc/self/uid_map", $"{map.Extents.Sum(extent => (long)extent.Count)} uids"),
        _ => Covered(host, "/proc is covered at", "can mount its own", Uncover(host.MasksOfProc)) ?? Finding.Pass("not in a container"),
    };

    // Without a whole /proc in sight every container fails; else the outer engine sets the bounds, which the other checks find.
    private static Finding Inside(HostFacts host, string where) =>
        Covered(host, $"{where} that covers", "in it can mount its own /proc", new ByHand($"start the outer container with a whole /proc: {Unmask(host)}"), TakesEffect.EngineRestart)
        ?? Finding.Warn($"{where}: what is missing is up to the host outside");

    private static Finding? Covered(HostFacts host, string where, string what, ByHand remedy, TakesEffect effect = TakesEffect.Immediately)
    {
        string[] engines = [.. host.Engines.Select(engine => engine.Name).Except(WithoutProc)];
        if (engines.Length == 0 || host.MasksOfProc is not [var first, ..] masks) return null;
        return Finding.Fail($"{where} {first.Point}{(masks.Count > 1 ? $" and {masks.Count - 1} more of /proc" : "")}: no container {what}")
            .Because(new Evidence("/proc/self/mountinfo", first.Line, $"{first.Type} on {first.Point}"))
            .Wanted("a /proc with nothing mounted over it", $"{masks.Count} mounts over it")
            .With(new Remedy(remedy) { TakesEffect = effect, Impact = Impact.WeakensHost })
            .For(engines);
    }

    // The last that came lies on top.
    private static ByHand Uncover(IReadOnlyList<Mount> masks) =>
        new("unmount what lies over parts of /proc, and keep it from being mounted again", [.. masks.Reverse().Select(mask => $"umount {Shell.Quote(mask.Point)}")]);

    private static string Unmask(HostFacts host) => host.Container switch
    {
        "podman" => "podman run --security-opt unmask=ALL",
        "lxc" => "lxc.mount.auto = proc:rw and lxc.include = /usr/share/lxc/config/nesting.conf",
        _ => "docker run --security-opt systempaths=unconfined",
    };
}
