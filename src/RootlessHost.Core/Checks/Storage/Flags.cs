using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>Images and containers are kept on a mount that lets programs be written and run.</summary>
internal sealed class Flags : IUserCheck
{
    public About About { get; } = new("storage.flags", "images and containers are kept on a mount that lets programs be written and run")
    {
        Reads = "the options of the mounts of the engines' data roots in /proc/self/mountinfo",
        Why = "With noexec nothing in a container runs ('permission denied') where each is a copy of its image; an overlay is a mount of its own, and only volumes are left out. The flags are locked: no user namespace can take them off. "
            + "With nosuid sudo, su and ping in containers lose their privilege. Podman's manual wants a home that is not nodev: containers run there all the same, an image that brings device nodes may not.",
        Risk = "a mount without noexec lets users run programs of their own there",
        Sources = ["mount_namespaces(7)", "https://github.com/containers/podman/blob/main/rootless.md", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
    };

    public Finding Look(UserFacts user) => Verdicts.Of(user, root => root.Mount is { } mount ? Wrong(user, root, mount) : null, roots =>
        roots.All(root => root.Mount is null) ? Finding.Skip("mounts are not in this image") : Finding.Pass("neither ro, noexec, nodev nor nosuid"));

    private static Finding? Wrong(UserFacts user, DataRoot root, Mount mount)
    {
        string where = $"{root.Path} is on {mount.Point}, mounted";
        Finding? wrong = mount switch
        {
            _ when mount.Has("ro") => Finding.Fail($"{where} ro").Wanted("rw", "ro"),
            _ when mount.Has("noexec") && RunsFromThere(user, root) => Finding.Fail($"{where} noexec").Wanted("exec", "noexec"),
            _ when mount.Has("noexec") => Finding.Warn($"{where} noexec: programs in volumes there do not run").Wanted("exec", "noexec"),
            // Seen with Podman 4.3.1 on Debian 12: import and run do not mind.
            _ when mount.Has("nodev") && root.Engine == "podman" => Finding.Warn($"{where} nodev, which Podman's manual advises against").Wanted("dev", "nodev"),
            _ when mount.Has("nosuid") => Finding.Warn($"{where} nosuid: setuid programs in containers have no effect").Wanted("suid", "nosuid"),
            _ => null,
        };
        return wrong?.Because(Verdicts.Line(mount)).With(wrong.Status == Status.Fail ? Move.Elsewhere(user, root.Engine) : null);
    }

    // An overlay has flags of its own: seen with Docker 26 and Podman 5.4 on Debian 13.
    private static bool RunsFromThere(UserFacts user, DataRoot root) => root.Engine switch
    {
        "lxc" => true,
        "docker" => user.DockerConfig["storage-driver"] == "vfs" || Driver.OnlyCopies(user.Host),
        "userns-remap" => user.Host.DockerConfig["storage-driver"] == "vfs",
        "podman" => Driver.Copies(user, root),
        _ => Driver.OnlyCopies(user.Host),
    };
}
