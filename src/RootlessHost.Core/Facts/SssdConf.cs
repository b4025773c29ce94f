using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Where SSSD computes uids from a directory's SIDs, sssd-ad(5) "ID MAPPING": in slices of a wide window, one a domain.</summary>
/// <param name="Min">The window's first id.</param>
/// <param name="Max">Past its last.</param>
/// <param name="Size">Ids of a slice.</param>
public sealed record SssdConf(ulong Min, ulong Max, ulong Size)
{
    /// <summary>The slice that an id lies in; null when it lies in none.</summary>
    public IdRange? SliceOf(uint id) => id >= Min && id < Max ? new(Min + ((id - Min) / Size * Size), Size) : null;

    /// <summary>Null where no domain computes its ids. Of several domains the widest window counts.</summary>
    public static SssdConf? Parse(string text)
    {
        SssdConf? found = null;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        bool isDomain = false;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith('['))
            {
                if (isDomain) found = Wider(found, Of(settings));
                settings.Clear();
                isDomain = line.StartsWith("[domain/", StringComparison.Ordinal);
            }
            else if (line.IndexOf('=') is > 0 and var equals && line[0] is not ('#' or ';'))
            {
                settings[line[..equals].TrimEnd()] = line[(equals + 1)..].TrimStart();
            }
        }
        return isDomain ? Wider(found, Of(settings)) : found;
    }

    private static SssdConf? Of(Dictionary<string, string> settings)
    {
        bool usually = settings.GetValueOrDefault("id_provider") == "ad";
        bool maps = settings.GetValueOrDefault("ldap_id_mapping") is { } value ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : usually;
        if (!maps) return null;
        ulong min = Number("ldap_idmap_range_min", 200_000);
        ulong max = Number("ldap_idmap_range_max", 2_000_200_000);
        ulong size = Number("ldap_idmap_range_size", 200_000);
        return size == 0 || max <= min ? null : new(min, max, size);

        ulong Number(string key, ulong otherwise) =>
            uint.TryParse(settings.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : otherwise;
    }

    private static SssdConf? Wider(SssdConf? one, SssdConf? other) =>
        one is null ? other : other is null ? one : one with { Min = Math.Min(one.Min, other.Min), Max = Math.Max(one.Max, other.Max) };
}
