using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>An account has these further subordinate uids and gids (subuid(5), subgid(5)).</summary>
/// <param name="User">The account's name.</param>
/// <param name="Uids">The block for /etc/subuid; null for none.</param>
/// <param name="Gids">The block for /etc/subgid; null for none.</param>
public sealed record AddSubordinateIds(string User, IdRange? Uids, IdRange? Gids) : Change(User)
{
    public override string Summary => (Uids, Gids) switch
    {
        ({ } uids, { } gids) when uids == gids => $"give {User} the subordinate uids and gids {uids}",
        ({ } uids, { } gids) => $"give {User} the subordinate uids {uids} and gids {gids}",
        ({ } uids, null) => $"give {User} the subordinate uids {uids}",
        (null, { } gids) => $"give {User} the subordinate gids {gids}",
        _ => $"give {User} no further ids",
    };

    public override IEnumerable<string> Commands
    {
        get
        {
            string uids = Uids is { } u ? $" --add-subuids {u.Start}-{u.Last}" : "";
            string gids = Gids is { } g ? $" --add-subgids {g.Start}-{g.Last}" : "";
            return [$"usermod{uids}{gids} {Shell.Quote(User)}"];
        }
    }
}
