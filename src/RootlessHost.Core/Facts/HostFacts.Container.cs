namespace RootlessHost.Facts;

/// <summary>Whether the host is itself a container.</summary>
public sealed partial class HostFacts
{
    /// <summary>
    /// The container manager that the host runs under, in systemd's words (<c>lxc</c>, <c>docker</c>, <c>podman</c>, <c>systemd-nspawn</c>, <c>wsl</c>);
    /// null for a machine, and for an image: a file that a container left in it says nothing about where it will run.
    /// </summary>
    public string? Container => Once("container", () => IsImage ? null
        : ContainerWord(() => Root.ReadText("/run/systemd/container"))
        ?? ContainerWord(() => EnvironmentOf("/proc/1/environ")?.GetValueOrDefault("container"))
        ?? (HasOwnNamespaces ? (Root.Stat("/run/.containerenv") is not null ? "podman" : Root.Stat("/.dockerenv") is not null ? "docker" : null) : null));

    // The marks that engines leave in a root directory stay there when a virtual machine is made of the image. A container has at least one
    // namespace of its own; the first ones have fixed numbers (include/linux/proc_ns.h, PROC_*_INIT_INO).
    private bool HasOwnNamespaces =>
        Root.ReadLink("/proc/self/ns/pid") is not "pid:[4026531836]"
        || Root.ReadLink("/proc/self/ns/uts") is not "uts:[4026531838]"
        || Root.ReadLink("/proc/self/ns/ipc") is not "ipc:[4026531839]";

    // The environment of the first process is root's to read. That it may not be read says nothing: the next place is looked at.
    private static string? ContainerWord(Func<string?> read)
    {
        try
        {
            return read()?.Trim() is { Length: > 0 and < 64 } word ? word : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
