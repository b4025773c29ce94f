using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>The cases in which a question about an account's subordinate ids does not arise, and the words that the answers share.</summary>
internal static class Aside
{
    /// <summary>The ids that images expect: 65534 is nobody.</summary>
    public const ulong Enough = 65536;

    /// <summary>The answer where the account needs none, or the files could not be read; null where the question stands.</summary>
    public static Finding? Of(UserFacts user) =>
        user.NeedsNoSubids ? Finding.Skip("root maps ids without rows")
        : user.IsMadeByDocker ? Finding.Skip("dockerd makes dockremap and its ranges when it first starts")
        : user.SubidsAreUnread ? Finding.FollowsFrom("subid.syntax")
        : null;

    /// <summary>The same, and where the account has no ids of a kind.</summary>
    public static Finding? OrWithoutIds(UserFacts user) =>
        Of(user) ?? (user.Subids(IdKind.Uid).Granted.Length == 0 || user.Subids(IdKind.Gid).Granted.Length == 0 ? Finding.FollowsFrom("subid.present") : null);

    public static ReadOnlySpan<OwnedIds> Both(UserFacts user) => user.SubidsOfBothKinds;

    /// <summary>What was read, where: the row, or the plugin that said so.</summary>
    public static Evidence Evidence(OwnedIds ids, OwnedRange owned) =>
        owned.Row >= 0 ? ids.Table.Evidence(owned.Row) : new Evidence("getsubids", Text: $"{owned.Range.Start} {owned.Range.Count}");

    /// <summary>Rows that a person must take away: containers made with their ids keep files that nobody else should get.</summary>
    public static Remedy? TakeAway(OwnedIds ids, params OwnedRange[] owned)
    {
        int[] lines = [.. owned.Where(range => range.Row >= 0).Select(range => ids.Table.File.Rows[range.Row].Line).Distinct()];
        if (lines.Length == 0) return null;
        string which = lines.Length == 1 ? $"line {lines[0]}" : $"lines {string.Join(" and ", lines)}";
        return new Remedy(new ByHand(
            $"delete {which} of {ids.Table.Path} (files that containers made with those ids keep them), then check again for a free range",
            $"sed -i {Shell.Quote(string.Concat(lines.Select(line => $"{line}d;")).TrimEnd(';'))} {ids.Table.Path}"))
        { Impact = Impact.User, TakesEffect = TakesEffect.EngineRestart };
    }
}
