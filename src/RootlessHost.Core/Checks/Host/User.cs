using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Host;

/// <summary>The account exists, is not root, and has a home that it may write to.</summary>
internal sealed class User : IUserCheck
{
    private static readonly Finding Good = Finding.Pass("has a home of its own");

    public About About { get; } = new("host.user", "the account exists, is not root, and has a home that it may write to")
    {
        Reads = "/etc/passwd or the name service, the home's owner and mode",
        Why = "Engines keep images, configuration and sockets below the home, and their installers refuse to run as root.",
        Sources = ["passwd(5)", "https://github.com/moby/moby/blob/master/contrib/dockerd-rootless-setuptool.sh"],
    };

    public Finding Look(UserFacts user)
    {
        if (user.IsRemapOwner) return Finding.Pass("needs no home: containers only borrow its ids");
        if (!user.Exists) return Finding.Fail($"there is no account {user.Name}");
        if (user.Uid == 0) return Finding.Fail("root: what it runs is not rootless").Because("/etc/passwd", user.Name);
        string home = user.Account.Home;
        if (!home.StartsWith('/')) return Finding.Fail("has no home").Because(Entry(user, home));
        return user.Home switch
        {
            null when user.Host.IsPartial => Finding.Skip($"{home} is not in this image"),
            null when user.Host.IsAutomounted(home) => Finding.Pass($"{home} is mounted when it is used"),
            null => Finding.Fail($"the home {home} does not exist").Because(Entry(user, home)).With(Make(user, home)),
            { Kind: not FileKind.Directory } => Finding.Fail($"the home {home} is no folder").Because(Entry(user, home)),
            { } status when user.IsHomeShut => Finding.Fail($"the home {home} has mode {status.Octal}: its owner may not write to it")
                .Because(home, $"mode {status.Octal}").Wanted("0700", status.Octal).With(new Remedy(new ByHand("give the owner of the home its rights", $"chmod u+rwx {Shell.Quote(home)}")) { Impact = Impact.User }),
            { } status when status.Uid == user.Uid => Good,
            // Who unpacked an image may own all of it.
            { } status when user.Host.IsPartial => Finding.Skip($"{home} belongs to uid {status.Uid} in this image"),
            { } status when status.Allows(user.Uid, user.Gids, 3) => Finding.Warn($"the home {home} belongs to uid {status.Uid}, not to {user.Uid}").Because(home, $"uid {status.Uid}, mode {status.Octal}"),
            { } status => Finding.Fail($"the home {home} belongs to uid {status.Uid}, and {user.Name} may not write to it").Because(home, $"uid {status.Uid}, mode {status.Octal}")
                .Wanted($"uid {user.Uid}", $"uid {status.Uid}"),
        };
    }

    private static Evidence Entry(UserFacts user, string home) => new("/etc/passwd", user.Account.Line is > 0 and var line ? line : null, $"home {home}");

    private static Remedy Make(UserFacts user, string home) => new(new ByHand(
        $"make the home of {user.Name}", $"install -d -m 0700 -o {Shell.Quote(user.Name)} -g {user.Account.Gid} {Shell.Quote(home)}"))
    {
        Impact = Impact.User,
    };
}
