using System.Buffers;
using System.Text;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>The cases in which a question about an account's subordinate ids does not arise, and the words that the answers share.</summary>
internal static class Aside
{
    /// <summary>The ids that images expect: 65534 is nobody.</summary>
    public const ulong Enough = 65536;

    private const string Keeping = " (files that containers made with those ids keep them), then check again for a free range";

    // What stands for itself in sed's pattern, once the dot and the dollar are escaped.
    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:$-"u8);

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

    /// <summary>A row that a person must take away: containers made with its ids keep files that nobody else should get.</summary>
    public static Remedy? TakeAway(OwnedIds ids, OwnedRange owned) => owned.Row < 0 ? null : TakeAway(ids.Table, owned.Row);

    /// <inheritdoc cref="TakeAway(OwnedIds, OwnedRange)"/>
    public static Remedy TakeAway(SubidTable table, int index)
    {
        string which = $"line {table.File.Rows[index].Line} of {table.Path}";
        return new Remedy(Deletion(table.File, index) is { } script
            ? new ByHand($"delete {which}{Keeping}", $"sed -i {Shell.Quote(script)} {table.Path}")
            : new ByHand($"delete {which}{Keeping}"))
        { Impact = Impact.User, TakesEffect = TakesEffect.EngineRestart };
    }

    // By what stands in the line, not by its number alone: of two such commands the first moves the lines that the second means.
    private static string? Deletion(SubidFile file, int index)
    {
        SubidRow row = file.Rows[index];
        ReadOnlySpan<byte> text = file.BytesOf(row);
        if (text.ContainsAnyExcept(Plain)) return null;
        string pattern = $"/^{Encoding.ASCII.GetString(text).Replace(".", "\\.").Replace("$", "\\$")}$/";
        foreach (int other in file.RowsOf(file.OwnerOf(row), uid: null))
        {
            if (other != index && file.BytesOf(file.Rows[other]).SequenceEqual(text)) return $"{row.Line}{{{pattern}d}}";
        }
        return pattern + "d";
    }
}
