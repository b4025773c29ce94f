using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>What of root's own engines others can reach.</summary>
public sealed partial class HostFacts
{
    private static readonly string[] RootfulSockets = ["/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"];

    /// <summary>The sockets of engines that run as root. Whoever may write to one is root.</summary>
    public IReadOnlyList<(string Path, FileStatus Status)> EngineSockets => Once("engine sockets", () => (IReadOnlyList<(string, FileStatus)>)
    [
        .. from path in RootfulSockets
           let status = Reachable(path)
           where status is not null and not { Kind: FileKind.Directory }
           select (path, status),
    ]);

    // A folder that is not to be searched hides its socket from us, and from the account no less.
    private FileStatus? Reachable(string path)
    {
        string folder = path[..path.LastIndexOf('/')];
        try
        {
            return Root.Stat(path) is { } socket && (folder == "/run" || Root.Stat(folder)!.Allows(uint.MaxValue, [], 1)) ? socket : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The group that Docker's packages give the socket to; null when the host has none.</summary>
    public Group? DockerGroup => Once("docker group", () => Groups.Find("docker"));

    /// <summary>The names in a group's line, as a set; empty when there is no such group.</summary>
    public IReadOnlySet<string> MembersOf(uint gid) => Once($"members {gid}", () => (IReadOnlySet<string>)(Groups.Find(gid)?.Members ?? []).ToHashSet(StringComparer.Ordinal));
}
