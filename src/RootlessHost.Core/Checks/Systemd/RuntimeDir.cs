using System.Globalization;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>XDG_RUNTIME_DIR is the user's own folder for sockets and locks.</summary>
internal sealed class RuntimeDir : IUserCheck
{
    private const string Variable = "XDG_RUNTIME_DIR";
    private const string Usual = "/run/user/";

    public About About { get; } = new("systemd.runtime-dir", "XDG_RUNTIME_DIR is the user's own folder")
    {
        Reads = "XDG_RUNTIME_DIR of the session, /run/user/UID, the control group of user@UID.service; without systemd, the session modules in /etc/pam.d",
        Why = "Engines keep sockets, locks and pid files there. After su or sudo the variable is missing or still the other user's: Docker aborts with 'XDG_RUNTIME_DIR is not set, "
            + "does not exist, or is not writable', Podman with 'permission denied'.",
        Sources = ["pam_systemd(8)", "https://specifications.freedesktop.org/basedir-spec/latest/", "https://rootlesscontaine.rs/getting-started/common/login/"],
        Running = true,
    };

    public Finding Look(UserFacts user) => (user, user.RuntimeFolderOfSession?.TrimEnd('/')) switch
    {
        ({ IsRemapOwner: true }, _) => Finding.Skip("the daemon is root's, and needs no session of its owner of ids"),
        (_, { } set) when OtherUid(user, set) is { } other => Finding.Fail($"{Variable} is {set}, of {Named(user.Host, other)}: this session came from su or sudo")
            .Because("/proc/self/environ", $"{Variable}={set}").Wanted(user.RuntimeFolder, set).With(LogIn(user)),
        (_, { } set) when set != user.RuntimeFolder => Elsewhere(user, set),
        ({ HasRuntimeFolder: true }, _) when !user.Host.IsPartial => user.Files.Stat(user.RuntimeFolder) switch
        {
            { } folder when folder.Kind != FileKind.Directory || folder.Uid != user.Uid => Finding.Fail($"{user.RuntimeFolder} belongs to uid {folder.Uid}")
                .Because(user.RuntimeFolder).Wanted($"uid {user.Uid}", $"uid {folder.Uid}"),
            { } folder when (folder.Permissions & 0x3F) != 0 => Finding.Warn($"{user.RuntimeFolder} has mode {folder.Octal}: others can reach the user's sockets")
                .Because(user.RuntimeFolder).Wanted("0700", folder.Octal).With(new Remedy(new SetMode(user.RuntimeFolder, "0700")) { Impact = Impact.User }),
            _ when IsUnset(user) => Finding.Fail($"{Variable} is not set, though {user.RuntimeFolder} is there: this session came from su, sudo or cron")
                .Wanted(user.RuntimeFolder, "not set").With(LogIn(user)),
            _ => Finding.Pass(user.RuntimeFolder),
        },
        ({ HasRuntimeFolder: true }, _) => Finding.Pass(user.RuntimeFolder),
        ({ Host.HasSystemd: false, Host.IsPartial: false }, null) => WithoutSystemd(user),
        ({ Host.IsPartial: true }, _) => Finding.Skip($"{user.RuntimeFolder} is not in this image"),
        ({ IsSelf: true, HasManager: false }, _) => Finding.FollowsFrom("systemd.user-manager"),
        ({ HasManager: true }, _) => Finding.Fail($"{user.RuntimeFolder} is missing, though the user's systemd runs").Because(user.RuntimeFolder).With(Remake(user)),
        _ => Finding.Skip($"not logged in; {user.RuntimeFolder} is made at login"),
    };

    // Their scripts stop without the variable: "XDG_RUNTIME_DIR needs to be set and writable". Podman and BuildKit make a folder below /tmp.
    private static Finding WithoutSystemd(UserFacts user)
    {
        string[] wanting = [.. user.Engines.Select(engine => engine.Name).Where(name => name is "docker" or "nerdctl")];
        if (wanting.Length == 0) return Finding.Skip("no systemd here; engines make a folder of their own");
        if (!user.IsSelf && user.Host.RuntimeFolderMaker is { } maker) return Finding.Skip($"not logged in; {maker.Module} makes {user.RuntimeFolder} at login");
        string folder = user.RuntimeFolder;
        string why = $", and {string.Join(" and ", wanting)} cannot do without";
        Finding finding = user.IsSelf ? Finding.Fail($"{Variable} is not set{why}").Because("/proc/self/environ") : Finding.Fail($"nothing sets {Variable} at login{why}").Because("/etc/pam.d");
        ByHand act = user.IsSelf && user.Host.RuntimeFolderMaker is not null
            ? new ByHand($"log in as {user.Name} anew, not by su or sudo")
            : new ByHand(
                $"install elogind, which makes {folder} at login; or make it at every boot, and set {Variable} to it for {user.Name}",
                $"install -d -m 0700 -o {Shell.Quote(user.Name)} -g {user.Account.Gid} {folder}");
        return finding.Wanted(folder, "not set").For(wanting).With(new Remedy(act) { TakesEffect = TakesEffect.Relogin, Impact = Impact.User });
    }

    private static Finding Elsewhere(UserFacts user, string set) => user.Files.Stat(set) switch
    {
        null when user.Host.IsPartial => Finding.Skip($"{set} is not in this image"),
        null => Finding.Fail($"{Variable} is {set}, which does not exist").Because("/proc/self/environ", $"{Variable}={set}").Wanted(user.RuntimeFolder, set).With(LogIn(user)),
        { } folder when !user.Host.IsPartial && folder.Uid != user.Uid => Finding.Fail($"{Variable} is {set}, which belongs to uid {folder.Uid}")
            .Because("/proc/self/environ", $"{Variable}={set}").Wanted($"uid {user.Uid}", $"uid {folder.Uid}").With(LogIn(user)),
        _ when set.StartsWith("/tmp/", StringComparison.Ordinal) => Finding.Warn($"{Variable} is {set}: below /tmp another user may take the name first")
            .Because("/proc/self/environ", $"{Variable}={set}"),
        _ => Finding.Pass(set),
    };

    private static uint? OtherUid(UserFacts user, string set) =>
        set.StartsWith(Usual, StringComparison.Ordinal) && uint.TryParse(set.AsSpan(Usual.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) && uid != user.Uid
            ? uid
            : null;

    private static bool IsUnset(UserFacts user) => user.IsSelf && user.RuntimeFolderOfSession is null && user.Host.Root.Stat("/proc/self/environ") is not null;

    private static string Named(HostFacts host, uint uid) => host.Passwd.Find(uid) is { } account ? $"another user, {account.Name}" : $"another user, uid {uid}";

    // logind made it when it started the user's systemd, and makes it no second time: it believes it there.
    private static Remedy Remake(UserFacts user) =>
        new(new ByHand("make it anew, which starts the user's systemd anew: it ends what that runs", $"systemctl restart user-runtime-dir@{user.Uid}.service")) { Impact = Impact.User };

    private static Remedy LogIn(UserFacts user) =>
        new(new ByHand($"log in as {user.Name} by ssh or machinectl, not by su or sudo", $"machinectl shell {Shell.Quote(user.Name + "@")}")) { TakesEffect = TakesEffect.Relogin, Impact = Impact.User };
}
