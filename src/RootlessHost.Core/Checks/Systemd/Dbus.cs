using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>The user's session has a D-Bus.</summary>
internal sealed class Dbus : IUserCheck
{
    public About About { get; } = new("systemd.dbus", "the user's systemd has a D-Bus")
    {
        Reads = "/run/user/UID/bus, dbus.socket among the units of users",
        Why = "Engines ask the user's systemd for control groups over this bus. Without it runc and crun say 'read unix @->/run/systemd/private: connection reset by peer', and "
            + "Docker's unit, which requires dbus.socket, does not start.",
        Sources = ["https://rootlesscontaine.rs/getting-started/common/login/", "https://docs.docker.com/engine/security/rootless/#prerequisites"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user switch
    {
        { IsRemapOwner: true } => Finding.Skip("the daemon is root's, and needs no session of its owner of ids"),
        { Host.HasSystemd: false } => Finding.Skip("no systemd here"),
        { HasRuntimeFolder: true } when user.Host.Root.Stat($"{user.RuntimeFolder}/bus") is not null => Finding.Pass($"{user.RuntimeFolder}/bus"),
        { Host.HasUserBus: false } => Finding.Fail("no dbus.socket is installed for users")
            .Because("/usr/lib/systemd/user").With(Packages.For(user.Host.Os, "dbus-user-session") is { } package ? new Remedy(package) { TakesEffect = TakesEffect.Relogin } : null),
        { Host.IsPartial: true } => Finding.Skip("no user's bus is in this image"),
        { HasManager: true, HasRuntimeFolder: true } => Finding.Fail($"{user.RuntimeFolder}/bus is missing")
            .Because($"{user.RuntimeFolder}/bus").With(new Remedy(new ByHand("start the bus in the user's systemd", $"systemctl --user --machine={Shell.Quote(user.Name + "@.host")} start dbus.socket")) { Impact = Impact.User }),
        { HasRuntimeFolder: true } or { IsSelf: true } => Finding.FollowsFrom("systemd.user-manager"),
        _ => Finding.Skip("not logged in; the bus starts with the user's systemd"),
    };
}
