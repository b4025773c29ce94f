using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>The user cannot reach an engine that runs as root.</summary>
internal sealed class RootfulExposure : IUserCheck
{
    private static readonly Finding Good = Finding.Pass("no engine of root's is in reach");
    private static readonly Finding OfRoot = Finding.Skip("root reaches everything");

    public About About { get; } = new("sec.rootful-exposure", "the user cannot reach an engine that runs as root")
    {
        Reads = "/run/docker.sock, /run/podman/podman.sock, /run/containerd/containerd.sock, group docker",
        Why = "Whoever may write to such a socket is root of the host, and what containers without root are to prevent is already so. Docker's setup tool stops when it finds the socket writable.",
        Sources = ["https://docs.docker.com/engine/security/#docker-daemon-attack-surface", "https://docs.docker.com/engine/security/rootless/"],
    };

    public Finding Look(UserFacts user)
    {
        HostFacts host = user.Host;
        if (user.Uid == 0) return OfRoot;
        foreach ((string path, FileStatus socket) in host.EngineSockets)
        {
            bool isMember = user.Account.Gid == socket.Gid || host.MembersOf(socket.Gid).Contains(user.Name);
            if (!socket.Allows(user.Uid, isMember ? [socket.Gid] : [], 2)) continue;
            string group = host.Groups.Find(socket.Gid)?.Name ?? $"{socket.Gid}";
            Evidence seen = new(path, Text: $"mode {socket.Octal}, group {group}");
            return socket.Allows(uint.MaxValue, [], 2)
                ? Finding.Warn($"everybody may write to {path}, and so is root").Because(seen).With(Close(path))
                : isMember ? InGroup(user, group, $"in group {group}, which may write to {path}: as good as root").Because(seen)
                : Finding.Warn($"owns {path}: as good as root").Because(seen).With(Close(path));
        }
        return host.DockerGroup is { } docker && host.MembersOf(docker.Gid).Contains(user.Name)
            ? InGroup(user, "docker", "in group docker: as good as root whenever a rootful docker runs").Because(new Evidence("/etc/group", docker.Line, "docker"))
            : Good;
    }

    private static Finding InGroup(UserFacts user, string group, string reason) => Finding.Warn(reason)
        .With(new Remedy(new ByHand($"take {user.Name} out of group {group}", $"gpasswd -d {Shell.Quote(user.Name)} {Shell.Quote(group)}")) { TakesEffect = TakesEffect.Relogin, Impact = Impact.User });

    private static Remedy Close(string path) => new(new ByHand($"let only root and a group write to {path}", $"chmod 0660 {path}", $"chown root {path}"));
}
