using RootlessHost.Facts;

namespace RootlessHost.Checks.Storage;

/// <summary>The home is there when the user's systemd starts at boot.</summary>
internal sealed class MountOrder : IUserCheck
{
    private static readonly HashSet<string> Late = ["autofs", "nfs", "nfs4", "cifs", "smb3", "afs", "ecryptfs", "fuse.sshfs", "fuse.gocryptfs", "fuse.encfs"];

    public About About { get; } = new("storage.mount-order", "the home is there when the user's systemd starts at boot")
    {
        Reads = "the mount of the home in /proc/self/mountinfo, /var/lib/systemd/linger/USER",
        Why = "With linger the user's systemd starts at boot: before a home on the network is mounted, or one that only the user's password opens. It then finds none of its units.",
        Sources = ["loginctl(1)", "systemd.mount(5)", "https://systemd.io/UIDS-GIDS/"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user switch
    {
        { IsRemapOwner: true } => Finding.Skip("the daemon is root's, and needs no home"),
        { Lingers: false } => Finding.Skip("linger is off: the home is there at login"),
        _ when !user.Account.Home.StartsWith('/') => Finding.FollowsFrom("host.user"),
        _ when user.Host.Mounts is null => Finding.Skip("mounts are not in this image"),
        _ when user.Host.MountOfFolder(user.Account.Home, user.Files) is { } mount && IsLate(user, mount) =>
            Finding.Warn($"{user.Account.Home} is on {mount.Type}, and linger starts the user's systemd at boot, maybe before it is there").Because(Verdicts.Line(mount)),
        _ => Finding.Pass($"{user.Account.Home} is there at boot"),
    };

    // systemd-homed opens its volumes by the user's password.
    private static bool IsLate(UserFacts user, Mount mount) => Late.Contains(mount.Type) || mount.Source == $"/dev/mapper/home-{user.Name}";
}
