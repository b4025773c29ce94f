namespace RootlessHost.Facts;

/// <summary>How /proc is mounted.</summary>
public sealed partial class HostFacts
{
    // Always-empty folders for a mount of their own (proc_create_mount_point): what lies there hides nothing.
    private static readonly string[] MountPointsOfProc = ["/sys/fs/binfmt_misc", "/fs/nfsd", "/xen"];

    /// <summary>What is to be mounted at boot.</summary>
    public IReadOnlyList<FstabEntry> Fstab => Once("fstab", () => FstabEntry.Parse(System.Text.Encoding.UTF8.GetString(BytesOrNull("/etc/fstab") ?? [])));

    /// <summary>The path lies where something is mounted when it is used (autofs(5)), so that nothing is there now says nothing.</summary>
    public bool IsAutomounted(string path)
    {
        foreach (string point in AutomountPoints)
        {
            if (path.StartsWith(point, StringComparison.Ordinal) && (path.Length == point.Length || path[point.Length] == '/')) return true;
        }
        return false;
    }

    private IReadOnlyList<string> AutomountPoints => Once("automount points", () =>
        (IReadOnlyList<string>)[.. (Mounts?.Mounts ?? []).Where(mount => mount.Type == "autofs").Select(mount => mount.Point)]);

    /// <summary>
    /// What hides a part of /proc. While something does, the kernel lets nobody in a user namespace mount a /proc of their own
    /// (fs/namespace.c, mnt_already_visible). Empty when a whole one can be seen anywhere: LXC leaves one at /dev/.lxc/proc.
    /// </summary>
    public IReadOnlyList<Mount> MasksOfProc => Once("masks of proc", () =>
    {
        IReadOnlyList<Mount> masks = MasksIn(Mounts);
        // What covers it for this process may be the bounds of the service that it is. The first process sees what users see, where it may be asked.
        return masks.Count == 0 || Container is not null || MountsOfInit is not { } others ? masks
            : [.. masks.IntersectBy(MasksIn(others).Select(mask => mask.Point), mask => mask.Point)];
    });

    private MountTable? MountsOfInit
    {
        get
        {
            try
            {
                return Root.ReadText("/proc/1/mountinfo", 16 << 20) is { } text ? Parsed("/proc/1/mountinfo", () => MountTable.Parse(text)) : null;
            }
            catch (IOException)
            {
                return null; // root's alone to read
            }
        }
    }

    private static IReadOnlyList<Mount> MasksIn(MountTable? table)
    {
        IReadOnlyList<Mount> mounts = table?.Mounts ?? [];
        IReadOnlyList<Mount> masks = [];
        foreach (Mount proc in mounts.Where(mount => mount is { Type: "proc", Root: "/" }))
        {
            IReadOnlyList<Mount> over = [.. mounts.Where(mount => mount.Point.StartsWith(proc.Point + "/", StringComparison.Ordinal)
                && !MountPointsOfProc.Contains(mount.Point[proc.Point.Length..]))];
            if (over.Count == 0) return [];
            if (proc.Point == "/proc") masks = over;
        }
        return masks;
    }
}
