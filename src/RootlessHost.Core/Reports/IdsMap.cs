using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Who has which of the 2^32 uids and gids.</summary>
/// <param name="Hostname">Empty where nothing tells.</param>
/// <param name="Marked">The accounts that were asked about; their rows are pointed at.</param>
internal sealed record IdsMap(string Hostname, IdsSpace Uids, IdsSpace Gids, IReadOnlySet<string> Marked)
{
    public const string Schema = "rootless-host.ids/1";

    public IReadOnlyList<IdsSpace> Spaces { get; } = [Uids, Gids];

    /// <exception cref="IOException">A file could not be read.</exception>
    public static IdsMap Of(HostFacts host, IEnumerable<string> marked) =>
        new(HostLabel.Of(host).Hostname, new IdsSpace(host, IdKind.Uid), new IdsSpace(host, IdKind.Gid), marked.ToHashSet(StringComparer.Ordinal));

    public bool IsMarked(IdsRow row) => row.User is not null && Marked.Contains(row.User);
}
