namespace RootlessHost.Facts;

/// <summary>Where the engines keep the account's images and containers.</summary>
public sealed partial class UserFacts
{
    private IReadOnlyList<DataRoot>? _dataRoots;

    /// <summary>One for each engine, in their order.</summary>
    public IReadOnlyList<DataRoot> DataRoots => _dataRoots ??= FindDataRoots();

    /// <summary>Podman mounts by a program, which manages where the kernel cannot: fuse-overlayfs, installed or configured (storage.conf(5)).</summary>
    public bool HasMountProgram => host.FuseOverlayfs is not null
        || MountProgram(StorageConf) is { Length: > 0 } || MountProgram(host.StorageConf) is { Length: > 0 };

    private DataRoot[] FindDataRoots()
    {
        var roots = new DataRoot[engines.Count];
        for (int i = 0; i < roots.Length; i++)
        {
            string path = engines[i].DataRoot(this);
            if (path.Length > DataRoot.LongestPath)
            {
                // Not carried through every check and every report.
                roots[i] = new DataRoot(engines[i].Name, path[..DataRoot.Shown] + "…", "/", host.MountOfFolder("/", Files)) { IsTooLong = true };
                continue;
            }
            string existing = Existing(path);
            // Most engines keep theirs in the same home, on one mount.
            Mount? mount = Array.Find(roots, root => root?.Existing == existing) is { } same ? same.Mount : host.MountOfFolder(existing, Files);
            roots[i] = new DataRoot(engines[i].Name, path, existing, mount);
        }
        return roots;
    }

    // There may be tens of thousands of accounts without a home: of theirs only the folder above is looked at, once for all.
    private string Existing(string path)
    {
        string home = account.Home.TrimEnd('/');
        bool isInHome = path.StartsWith(home + "/", StringComparison.Ordinal);
        return isInHome && !HasHome ? HostFacts.DeepestFolder("/", home[..Math.Max(home.LastIndexOf('/'), 0)], Files) : HostFacts.DeepestFolder(isInHome ? home : "/", path, Files);
    }

    private static string? MountProgram(TomlKeys conf) => conf["storage.options.overlay", "mount_program"] ?? conf["storage.options", "mount_program"];
}
