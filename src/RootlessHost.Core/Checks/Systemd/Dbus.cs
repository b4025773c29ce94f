using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>The user's session has a D-Bus.</summary>
internal sealed class Dbus : IUserCheck
{
    public About About { get; } = new("systemd.dbus", "the user's systemd has a D-Bus")
    {
        Reads = "/run/user/UID/bus, /proc/net/unix, dbus.socket among the units of users",
        Why = "Engines ask the user's systemd for control groups over this bus. Without it runc and crun say 'read unix @->/run/systemd/private: connection reset by peer', and "
            + "Docker's unit, which requires dbus.socket, does not start.",
        Sources = ["https://rootlesscontaine.rs/getting-started/common/login/", "https://docs.docker.com/engine/security/rootless/#prerequisites"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user switch
    {
        { IsRemapOwner: true } => Finding.Skip("the daemon is root's, and needs no session of its owner of ids"),
        { Host.HasSystemd: false } => Finding.Skip("no systemd here"),
        { HasRuntimeFolder: true, OwnsRuntimeFolder: false } => Finding.FollowsFrom("systemd.runtime-dir"),
        { IsLoggingOut: true } => Finding.Skip("logged out a moment ago; the bus starts with the user's systemd"),
        { HasRuntimeFolder: true } when user.Files.Stat($"{user.RuntimeFolder}/bus") is not null => user.Host.Listens($"{user.RuntimeFolder}/bus") == false ? Dead(user) : Finding.Pass($"{user.RuntimeFolder}/bus"),
        { Host.HasUserBus: false } => WithoutPodman(user, Finding.Fail("no dbus.socket is installed for users")
            .Because("/usr/lib/systemd/user").With(Install(user))),
        { Host.IsPartial: true } => Finding.Skip("no user's bus is in this image"),
        { HasManager: true, HasRuntimeFolder: true } => WithoutPodman(user, Finding.Fail($"{user.RuntimeFolder}/bus is missing")
            .Because($"{user.RuntimeFolder}/bus").With(Start(user))),
        { HasManager: true } => Finding.FollowsFrom("systemd.runtime-dir"),
        { HasRuntimeFolder: true } or { IsSelf: true } => Finding.FollowsFrom("systemd.user-manager"),
        _ => Finding.Skip("not logged in; the bus starts with the user's systemd"),
    };

    private static Finding Dead(UserFacts user)
    {
        Finding finding = Finding.Fail($"nobody listens on {user.RuntimeFolder}/bus").Because("/proc/net/unix");
        // With its systemd the bus comes back; only Podman, which runs without either, is held up by a socket that has stayed behind.
        return user.HasManager ? finding.With(user.Host.HasUserBus == false ? Install(user) : Start(user))
            : user.Engines.Any(engine => engine.Name == "podman") ? finding.For(["podman"])
            : Finding.FollowsFrom("systemd.user-manager");
    }

    // Where the socket is missing it makes control groups itself, without the limits that systemd would set.
    private static Finding WithoutPodman(UserFacts user, Finding finding)
    {
        string[] others = [.. user.Engines.Select(engine => engine.Name).Where(name => name != "podman")];
        return others.Length == user.Engines.Count || user.Host.Needs.Limits.Count > 0 ? finding
            : others.Length > 0 ? finding.For(others)
            : finding with { Status = Status.Warn };
    }

    private static Remedy? Install(UserFacts user) => Packages.For(user.Host.Os, "dbus-user-session") is { } package ? new Remedy(package) { TakesEffect = TakesEffect.Relogin } : null;

    private static Remedy Start(UserFacts user) =>
        new(new ByHand("start the bus in the user's systemd", $"systemctl --user --machine={Shell.Quote(user.Name + "@.host")} start dbus.socket")) { Impact = Impact.User };
}
