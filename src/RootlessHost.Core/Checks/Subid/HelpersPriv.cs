using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>newuidmap and newgidmap have the privilege that they need, one way, and nobody can change them.</summary>
internal sealed class HelpersPriv : IHostCheck
{
    public About About { get; } = new("subid.helpers-priv", "newuidmap and newgidmap have their privilege, and only root can change them")
    {
        Reads = "mode, owner, security.capability and mount of newuidmap and newgidmap",
        Why = "They write the id map with CAP_SETUID and CAP_SETGID, which a set-user-id bit or a file capability gives them. Without, every engine stops with 'newuidmap: write to uid_map failed: Operation not permitted'. "
            + "Images and backups that drop extended attributes lose the capability; a mount with nosuid takes either away.",
        Risk = "a set-user-id program runs with all of root's privilege; a file capability gives one",
        Sources = ["capabilities(7)", "newuidmap(1)", "mount(2)", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
    };

    public Finding Look(HostFacts host)
    {
        Finding[] found = [.. Judge(host, "newuidmap", FileCapability.SetUid, "cap_setuid"), .. Judge(host, "newgidmap", FileCapability.SetGid, "cap_setgid")];
        if (found.Length < 2) return Finding.FollowsFrom("subid.helpers");
        Finding worse = found[1].Status is Status.Fail && found[0].Status is not Status.Fail || found[0].Status is Status.Pass ? found[1] : found[0];
        if (worse.Status is Status.Pass) return Finding.Pass($"{found[0].Reason}; {found[1].Reason}");
        // Both with the same fault have the same cause, so both are mended.
        Finding[] bad = [.. found.Where(finding => finding.Status == worse.Status)];
        return new Finding(worse.Status, string.Join("; ", bad.Select(finding => finding.Reason)))
        {
            Evidence = [.. bad.SelectMany(finding => finding.Evidence)],
            Remedy = new Remedy([.. bad.SelectMany(finding => finding.Remedy?.Changes ?? []).Distinct()]) is { Changes.Count: > 0 } remedy ? remedy : null,
        };
    }

    private static IEnumerable<Finding> Judge(HostFacts host, string name, int capability, string capabilityName)
    {
        if (host.Helper(name) is not { } found || host.Root.Resolve(found) is not { } path || host.Root.Stat(path) is not { } status) yield break;
        bool isSetuidRoot = status.IsSetuid && status.Uid == host.RootsUid;
        byte[]? attribute = host.Root.Attribute(path, FileCapability.Attribute);
        // Counted for another namespace's root it does not exist here: the kernel passes over it.
        FileCapability? file = attribute is null ? null : FileCapability.Parse(attribute);
        FileCapability? inForce = file is { RootId: 0 } ? file : null;
        bool byCapability = inForce?.Gives(capability) == true;
        var evidence = new Evidence(path, Text: $"mode {status.Octal}, uid {status.Uid}{(attribute is null ? "" : $", security.capability {Convert.ToHexString(attribute).ToLowerInvariant()}")}");
        yield return Verdict() is { Status: not Status.Pass } bad ? bad.Because(evidence) : Verdict();

        Finding Verdict()
        {
            if (status.Uid != host.RootsUid) return Finding.Fail($"{path} belongs to uid {status.Uid}, not to root").With(new Remedy(new SetOwner(path), Grant(host, path, capabilityName)));
            if (IsWritable(status)) return Finding.Fail($"{path} can be changed by others than root (mode {status.Octal})").With(new Remedy(new SetMode(path, Convert.ToString(status.Permissions & 0xFED, 8).PadLeft(4, '0'))));
            if (host.MountOf(path) is { } mount && mount.Has("nosuid")) return Finding.Fail($"{path} is on {mount.Point}, which is mounted nosuid: neither a set-user-id bit nor a capability counts there").Because(new Evidence("/proc/self/mountinfo", mount.Line, $"{mount.Point} {string.Join(',', mount.Options)}"));
            if ((status.Permissions & 1) == 0) return Finding.Fail($"{path} may not be executed by everybody (mode {status.Octal})").With(new Remedy(new SetMode(path, isSetuidRoot ? "4755" : "0755")));
            // A program with capabilities gets those and no others, set-user-id or not (capabilities(7)).
            if (inForce is not null && !byCapability) return Finding.Fail($"{path} has file capabilities, but not {capabilityName}=ep").With(new Remedy(isSetuidRoot ? new SetCapability(path, null) : new SetCapability(path, $"{capabilityName}=ep")));
            if (attribute is not null && file is null) return Finding.Fail($"{path} has a security.capability that the kernel does not read").With(new Remedy(Grant(host, path, capabilityName)));
            // Measured with shadow 4.13: it has root's uid and none of root's other capabilities, and "open of uid_map failed: Permission denied".
            if (isSetuidRoot && byCapability) return Finding.Fail($"{path} is set-user-id and has {capabilityName}, so it runs as a root that may not open the map: one of the two is enough").With(new Remedy(KeepOne(host, path)));
            if (isSetuidRoot && file is not null) return Finding.Warn($"{path} is set-user-id root and has a file capability that only counts where uid {file.RootId} is root").With(new Remedy(new SetCapability(path, null)));
            if (file is { RootId: not 0 }) return Finding.Fail($"{path} has {capabilityName} only where uid {file.RootId} is root").With(new Remedy(Grant(host, path, capabilityName)));
            if (isSetuidRoot) return Finding.Pass($"{path} is set-user-id root");
            if (byCapability) return Finding.Pass($"{path} has {capabilityName}");
            return Finding.Fail($"{path} is neither set-user-id root nor has {capabilityName}").With(new Remedy(Grant(host, path, capabilityName)));
        }
    }

    private static Change KeepOne(HostFacts host, string path) => ShipsSetuid(host) ? new SetCapability(path, null) : new SetMode(path, "0755");

    private static bool ShipsSetuid(HostFacts host) => host.Os.Manager is PackageManager.Apt or PackageManager.Apk or PackageManager.Unknown;

    // As the distribution ships it, so that its package's verification stays quiet.
    private static Change Grant(HostFacts host, string path, string capability) =>
        ShipsSetuid(host) ? new SetMode(path, "4755") : new SetCapability(path, $"{capability}=ep");

    // Root's own group is root.
    private static bool IsWritable(FileStatus status) => (status.Permissions & 2) != 0 || ((status.Permissions & 0x10) != 0 && status.Gid != 0);
}
