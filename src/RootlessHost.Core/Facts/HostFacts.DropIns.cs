namespace RootlessHost.Facts;

/// <summary>Configuration that is spread over folders, of which an earlier one overrides a later one file by file.</summary>
public sealed partial class HostFacts
{
    /// <summary>
    /// The files with that suffix of several folders, sorted by name as bytes. A name that an earlier folder has hides it in the later ones, as
    /// sysctl.d(5), modprobe.d(5) and systemd.unit(5) have it.
    /// </summary>
    private IReadOnlyList<string> FilesOf(IEnumerable<string> folders, string suffix = ".conf")
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            // Where /lib is a link to /usr/lib, the last folder is the one before.
            if (folder.StartsWith("/lib/", StringComparison.Ordinal) && Root.ReadLink("/lib") is not null) continue;
            foreach (string name in Root.List(folder) ?? [])
            {
                if (name.EndsWith(suffix, StringComparison.Ordinal)) files.TryAdd(name, $"{folder}/{name}");
            }
        }
        return [.. files.Values];
    }
}
