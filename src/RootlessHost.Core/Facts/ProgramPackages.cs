namespace RootlessHost.Facts;

/// <summary>Which distribution package a program's version is the version of.</summary>
internal static class ProgramPackages
{
    // A package that carries several programs of different versions is not here: docker-ce-rootless-extras holds rootlesskit, nerdctl-full everything.
    private static readonly (string Program, string[] Packages)[] Table =
    [
        ("dockerd", ["docker.io", "docker-ce", "moby-engine", "docker-engine", "docker"]),
        ("podman", ["podman"]),
        ("rootlesskit", ["rootlesskit"]),
        ("slirp4netns", ["slirp4netns"]),
        ("pasta", ["passt"]),
        ("nerdctl", ["nerdctl"]),
        ("buildkitd", ["buildkit"]),
        ("containerd", ["containerd", "containerd.io"]),
        ("runc", ["runc"]),
        ("crun", ["crun"]),
        ("kubelet", ["kubelet"]),
        ("k3s", ["k3s"]),
        ("apptainer", ["apptainer"]),
        ("singularity", ["singularity-container"]),
        ("lxc-start", ["lxc", "lxc-utils"]),
        ("fuse-overlayfs", ["fuse-overlayfs"]),
        ("newuidmap", ["uidmap", "shadow", "shadow-uidmap"]),
        ("bypass4netns", ["bypass4netns"]),
    ];

    /// <summary>All of them: what a package database is searched for, in one pass.</summary>
    public static HashSet<string> Names { get; } = Table.SelectMany(row => row.Packages).ToHashSet(StringComparer.Ordinal);

    /// <summary>The packages that a program can come from; none when nothing is known.</summary>
    public static IReadOnlyList<string> Of(string program) => Table.FirstOrDefault(row => row.Program == program).Packages ?? [];
}
