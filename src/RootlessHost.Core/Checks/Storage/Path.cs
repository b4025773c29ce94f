using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>The user can make the folder that images and containers are kept in.</summary>
internal sealed class Path : IUserCheck
{
    private const uint Search = 1;
    private const uint MakeIn = 3;

    public About About { get; } = new("storage.path", "the user can make the folder that images and containers are kept in")
    {
        Reads = "the engines' data roots and every folder above them: ~/.config/docker/daemon.json, storage.conf, the defaults below the home",
        Why = "The engine runs as the user, and an LXC container's root as one of the user's subordinate ids: a folder above that the user may not enter, or one that belongs to somebody else after an accident with sudo, ends every start with "
            + "'permission denied'.",
        Risk = "a folder that everybody may pass shows files below it whose names are known and whose modes allow it; setfacl -m u:UID:x lets one uid pass, where the acl tools are installed",
        Sources = ["path_resolution(7)", "containers-storage.conf(5)", "https://docs.docker.com/engine/security/rootless/tips/", "https://docs.docker.com/engine/security/userns-remap/"],
    };

    public Finding Look(UserFacts user) => !user.Host.IsPartial && !user.IsRemapOwner && user.IsHomeShut ? Finding.FollowsFrom("host.user") : ClosedToItself(user) ?? Verdicts.Of(user, root => Wrong(user, root), roots =>
        !user.IsRemapOwner && !user.HasHome ? Finding.Skip($"{user.Account.Home} is not there yet") : Finding.Pass(string.Join(", ", roots.Select(root => root.Path).Distinct())));

    private static Finding? Wrong(UserFacts user, DataRoot root)
    {
        if (root.IsTooLong) return Finding.Fail($"{root.Path} is longer than a path can be, which is {DataRoot.LongestPath} bytes");
        View files = user.Files;
        if (!user.IsRemapOwner && !user.HasHome && root.Path.StartsWith(user.Account.Home, StringComparison.Ordinal)) return null;
        if (files.Stat(root.Existing) is not { } status) return null;
        if (status.Kind != FileKind.Directory) return Finding.Fail($"{root.Existing} is no folder").Because(root.Existing);
        // In a directory that stands for a host the owners are those of whoever unpacked it.
        if (user.Host.IsPartial) return null;
        bool isRoots = status.Uid == 0 && IsInHome(user, root.Existing);
        string? closed = user.Closed(UserFacts.Parent(root.Existing));
        // What lies behind a closed folder nobody is told, so it is the last that is seen.
        if (closed is null && root.Existing != root.Path && !isRoots && !user.IsRemapOwner && !user.May(root.Existing, Search)) closed = root.Existing;
        if (closed is not null) return MayNotPass(user, closed, Open(user, closed));
        if (user.IsRemapOwner || user.May(root.Existing, MakeIn)) return root.Engine == "lxc" ? ClosedToContainers(user, root.Existing) : null;
        bool isThere = root.Existing == root.Path;
        return Finding.Fail($"{root.Existing} belongs to uid {status.Uid} with mode {status.Octal}: {user.Name} may not {(isThere ? "write there" : $"make {root.Path[(root.Existing.TrimEnd('/').Length + 1)..]} in it")}")
            .Because(root.Existing)
            .With(isRoots ? Give(user, root.Existing)
                : new Remedy(new ByHand($"make {root.Path} for {user.Name}", $"install -d -m 0700 -o {Shell.Quote(user.Name)} -g {user.Account.Gid} {Shell.Quote(root.Path)}")));
    }

    // What it holds may be root's, or another's, and only there because somebody mounted it: then a person is to look at it first.
    private static Remedy Give(UserFacts user, string folder)
    {
        var give = new SetOwner(folder, user.Name, $"{user.Account.Gid}");
        return new Remedy(user.WhyNotItsOwn(folder, isGift: true) is { } why ? new ByHand($"give {folder} to {user.Name}, if all that it holds is meant to be ({why})", [.. give.Commands]) : give) { Impact = Impact.User };
    }

    // Asked by the account itself: below the folder that is closed there is nothing to look at; that one is seen from above.
    internal static Finding? ClosedToItself(UserFacts user) => !user.Host.IsPartial && user.IsHomeClosed && user.Closed(user.Account.Home.TrimEnd('/')) is { } closed
        ? MayNotPass(user, closed, Open(user, closed))
        : null;

    private static Finding MayNotPass(UserFacts user, string closed, Change change)
    {
        FileStatus folder = user.Files.Stat(closed)!;
        return Finding.Fail($"{closed} has mode {folder.Octal} and belongs to uid {folder.Uid}: {user.Name} may not pass")
            .Because(closed).With(new Remedy(change) { Impact = Impact.WeakensHost });
    }

    // Where it really is: the user says what the data root is, and makes the links, so nothing else is given away for it.
    private static bool IsInHome(UserFacts user, string folder) =>
        user.Files.Resolve(user.Account.Home) is { } home && user.Files.Resolve(folder)?.StartsWith(home + "/", StringComparison.Ordinal) == true;

    // To open it is for the home's sake: on the way there, which the machine's own files name, or the account's own in it. Whatever else an account's configuration names is a person's to open.
    private static Change Open(UserFacts user, string folder)
    {
        string mode = Searchable(user.Files.Stat(folder)!);
        return IsOnTheWayHome(user, folder) ? new SetMode(folder, mode)
            : user.WhyNotItsOwn(folder, isGift: false) is null ? new SetMode(folder, mode) { Of = user.Uid }
            : new ByHand($"let {user.Name} pass {folder}, if that is meant to be", $"chmod {mode} {Shell.Quote(folder)}");
    }

    private static bool IsOnTheWayHome(UserFacts user, string folder) => folder == "/" || user.Account.Home.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    // LXC opens a container's files as the container's root, who on the host is neither the user nor in a group of the user's ("Could not access …", src/lxc/start.c).
    private static Finding? ClosedToContainers(UserFacts user, string deepest)
    {
        if (user.LxcRoot(IdKind.Uid) is not { } uid || user.LxcRoot(IdKind.Gid) is not { } gid) return null;
        string[] closed = [.. Above(deepest).Where(folder => !MayPass(user.Files, folder, uid, gid))];
        if (closed.Length == 0) return null;
        string[] modes = [.. closed.Select(folder => user.Files.Stat(folder)!.Octal)];
        return Finding.Fail($"{string.Join(" and ", closed.Zip(modes, (folder, mode) => $"{folder} ({mode})"))}: the root of an LXC container, here uid {uid}, may not pass")
            .Because([.. closed.Zip(modes, (folder, mode) => new Evidence(folder, Text: $"mode {mode}"))])
            .With(new Remedy([.. closed.Select(folder => Open(user, folder))]) { Impact = Impact.WeakensHost });
    }

    private static IEnumerable<string> Above(string folder) =>
        folder == "/" ? ["/"] : [.. Above(UserFacts.Parent(folder)), folder];

    private static bool MayPass(View files, string folder, uint uid, uint gid) => files.Stat(folder) is not { } status || status.Allows(uid, [gid], Search)
        || (files.Attribute(folder, AccessList.Attribute) is { } list && AccessList.Allows(list, status.Gid, uid, [gid], Search) != false);

    private static string Searchable(FileStatus folder) => Convert.ToString(folder.Permissions | Search, 8).PadLeft(4, '0');

    /// <summary>It is there, and the user whose it is to be may not enter it.</summary>
    internal static bool IsClosed(UserFacts user, DataRoot root) => !user.Host.IsPartial && !user.IsRemapOwner && !user.May(root.Path, Search);
}
