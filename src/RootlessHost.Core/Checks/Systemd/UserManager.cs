using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>The user's systemd runs, or will at the next login.</summary>
internal sealed class UserManager : IUserCheck
{
    public About About { get; } = new("systemd.user-manager", "the user's systemd runs whenever the user is logged in")
    {
        Reads = "/sys/fs/cgroup/user.slice/user-UID.slice/user@UID.service, /run/user/UID/systemd/private, /proc/net/unix, /run/systemd/users/UID, user@.service and user@UID.service below /etc/systemd/system and /run/systemd/system",
        Why = "Engines start their daemons, and make control groups, through the user's own systemd. It starts with a login through PAM (a terminal, ssh), not with su or sudo. "
            + "Without it they say 'systemctl --user: Failed to connect to bus' or fall back to no limits.",
        Sources = ["user@.service(5)", "loginctl(1)", "https://rootlesscontaine.rs/getting-started/common/login/"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user switch
    {
        { IsRemapOwner: true } => Finding.Skip("the daemon is root's, and needs no session of its owner of ids"),
        { Host.HasSystemd: false } => Finding.Skip("no systemd here"),
        { HasManager: true } => Finding.Pass("the user's systemd runs"),
        { MaskedManager: { } masked } => Finding.Fail($"{masked} is masked: the user's systemd cannot start")
            .With(new Remedy(new ByHand("unmask it", $"systemctl unmask {masked}")) { Impact = masked == "user@.service" ? Impact.Host : Impact.User }),
        { Host.IsPartial: true } => Finding.Skip("no user's systemd is in this image"),
        { IsLoggingOut: true } => Finding.Skip("logged out a moment ago; the user's systemd starts at login"),
        { IsSelf: true, Lingers: true } or { HasRuntimeFolder: true } => Finding.Fail($"user@{user.Uid}.service does not run, though it should")
            .With(new Remedy(new ByHand($"start it, and read its messages if it fails", $"systemctl start user@{user.Uid}.service", $"journalctl -b -u user@{user.Uid}.service")) { Impact = Impact.User }),
        { IsSelf: true } => Finding.Fail("no systemd of the user runs: this session came from su, sudo or the like")
            .With(new Remedy(new EnableLinger(user.Name, user.Uid)) { Impact = Impact.User }),
        { Lingers: true } => Finding.Warn("linger is on, and the user's systemd does not run: it starts at boot")
            .With(new Remedy(new ByHand("start it", $"systemctl start user@{user.Uid}.service")) { Impact = Impact.User }),
        _ => Finding.Skip("not logged in; the user's systemd starts at login"),
    };
}
