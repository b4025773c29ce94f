using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>The id maps of the user's LXC configuration are within what the user has.</summary>
internal sealed class Lxc : IUserCheck
{
    public About About { get; } = new("engine.lxc", "the id maps in the user's LXC configuration are within the user's ranges")
    {
        Reads = "~/.config/lxc/default.conf: lxc.idmap; the user's rows of /etc/subuid and /etc/subgid",
        Why = "LXC maps what its configuration says, not what the user has: 'newuidmap: uid range [0-65536) -> [100000-165536) not allowed'.",
        Sources = ["lxc.container.conf(5)", "https://linuxcontainers.org/lxc/getting-started/"],
    };

    public Finding Look(UserFacts user)
    {
        string path = $"{user.ConfigHome}/lxc/default.conf";
        if (!user.HasConfig || user.ReadText(path) is not { } text) return Finding.Pass("no ~/.config/lxc/default.conf; lxc.idmap is yet to be written");
        foreach ((int line, char kind, IdRange? outside, string words) in LxcConf.IdMaps(text))
        {
            if (outside is not { } range) return Finding.Fail("lxc.idmap is not KIND INSIDE OUTSIDE COUNT").Because(new Evidence(path, line));
            if ((kind is 'u' or 'b' && !Has(user, IdKind.Uid, user.Uid, range)) || (kind is 'g' or 'b' && !Has(user, IdKind.Gid, user.Account.Gid, range)))
            {
                return Finding.Fail($"{words} is outside the ranges of {user.Name}").Because(new Evidence(path, line, words));
            }
        }
        return Finding.Pass("lxc.idmap is within the user's ranges");
    }

    // A map of one id, the user's own, needs no row.
    private static bool Has(UserFacts user, IdKind kind, uint own, IdRange wanted) =>
        wanted == new IdRange(own, 1) || user.Subids(kind).Granted.Any(owned => wanted.Start >= owned.Range.Start && wanted.End <= owned.Range.End);
}
