using System.Globalization;
using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>An account has these further subordinate uids and gids (subuid(5), subgid(5)).</summary>
/// <param name="User">The account's name.</param>
/// <param name="Uids">The block for /etc/subuid; null for none.</param>
/// <param name="Gids">The block for /etc/subgid; null for none.</param>
public sealed record AddSubordinateIds(string User, IdRange? Uids, IdRange? Gids) : Change(User)
{
    /// <summary>The files that there are not yet: shadow's tools change them and never make them.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>usermod(8) is there and knows the account.</summary>
    public bool WithUsermod { get; init; } = true;

    // As a row it would be somebody else's, several, or nobody's: an owner of digits is a uid too, and of bytes that are no UTF-8 it is lost which they were.
    public override bool IsAutomatic => User.Length > 0 && User[0] != '#' && User.AsSpan().IndexOfAny(':', '\n', '\uFFFD') < 0 && User.AsSpan().ContainsAnyExceptInRange('0', '9');

    public override string Summary => (Uids, Gids) switch
    {
        ({ } uids, { } gids) when uids == gids => $"give {Printable.Of(User)} the subordinate uids and gids {uids}",
        ({ } uids, { } gids) => $"give {Printable.Of(User)} the subordinate uids {uids} and gids {gids}",
        ({ } uids, null) => $"give {Printable.Of(User)} the subordinate uids {uids}",
        (null, { } gids) => $"give {Printable.Of(User)} the subordinate gids {gids}",
        _ => $"give {Printable.Of(User)} no further ids",
    };

    public override IEnumerable<string> Commands
    {
        get
        {
            if (Absent.Count > 0) yield return $"touch {string.Join(' ', Absent)}";
            if (Absent.Count > 0) yield return $"chmod 0644 {string.Join(' ', Absent)}";
            if (WithUsermod)
            {
                string uids = Uids is { } u ? $" --add-subuids {u.Start}-{u.Last}" : "";
                string gids = Gids is { } g ? $" --add-subgids {g.Start}-{g.Last}" : "";
                yield return $"usermod{uids}{gids} {Shell.Quote(User)}";
                yield break;
            }
            if (Uids is { } subuids) yield return Append(subuids, SubidTable.PathOf(IdKind.Uid));
            if (Gids is { } subgids) yield return Append(subgids, SubidTable.PathOf(IdKind.Gid));
        }
    }

    internal override void Draw(Draft draft)
    {
        string? row = Uids is { } uids ? Draw(draft, IdKind.Uid, Row(uids)) : null;
        if (Gids is { } gids) Draw(draft, IdKind.Gid, gids == Uids ? row! : Row(gids));
    }

    private static string Draw(Draft draft, IdKind kind, string row)
    {
        DraftedFile file = draft.File(SubidTable.PathOf(kind));
        file.Append(row);
        draft.Say("file", file.Path, null, row);
        return row;
    }

    private string Row(IdRange range) => string.Create(CultureInfo.InvariantCulture, $"{User}:{range.Start}:{range.Count}");

    // Not echo: names of a directory may hold backslashes, which some shells' echo takes for escapes.
    private string Append(IdRange range, string path) => $"printf '%s\\n' {Shell.Quote($"{User}:{range.Start}:{range.Count}")} >> {path}";
}
