using System.Globalization;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Where a change would make another look find something else.</summary>
public sealed unsafe partial class Root
{
    private const int MostLinksToALink = 8;

    /// <summary>
    /// The folders, and the names in them, that what was seen so far hangs on: a file's own folder, or where that is not there the nearest above it; a link's target too. No
    /// names: whatever is in the folder. Without /proc and /sys, where the kernel announces nothing. In the order in which they were asked for.
    /// </summary>
    internal IReadOnlyList<(string Folder, HashSet<string>? Names)> Places()
    {
        var places = new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal);
        foreach ((Operation operation, string path) in _seen.Keys.ToArray())
        {
            if (operation is Operation.User or Operation.Uid or Operation.Users or Operation.Uname or Operation.Statfs) continue;
            // The attribute's name, the program's arguments.
            string file = path.Split('\0')[0];
            if (operation == Operation.Ask) file = file.Split(' ')[0];
            if (operation == Operation.List) AddFolder(places, file);
            AddFile(places, file, MostLinksToALink);
        }
        return [.. places.Select(place => (place.Key, place.Value))];
    }

    /// <summary>Has inotify(7) watch a folder.</summary>
    /// <returns>The watch; null when there is no such folder, or it may not be watched.</returns>
    /// <exception cref="PosixException">ENOSPC: this user may have no more.</exception>
    internal int? Subscribe(int inotify, string folder, uint mask)
    {
        int wd;
        if (IsLive)
        {
            fixed (byte* name = Native(folder)) wd = Libc.inotify_add_watch(inotify, name, mask);
        }
        else
        {
            // Below an image a path means something else; the descriptor is what it means there.
            using Handle handle = Open(folder, O_PATH | O_DIRECTORY);
            if (handle.IsAbsent) return null;
            fixed (byte* name = Native(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.Fd}"))) wd = Libc.inotify_add_watch(inotify, name, mask);
        }
        if (wd >= 0) return wd;
        int error = errno;
        return error == ENOSPC || error == ENOMEM ? throw new PosixException(error, "inotify_add_watch", folder) : null;
    }

    private void AddFile(Dictionary<string, HashSet<string>?> places, string file, int links)
    {
        if (file.Length < 2 || file[0] != '/' || IsSilent(file)) return;
        (string folder, string name) = (Parent(file), file[(file.LastIndexOf('/') + 1)..]);
        while (folder.Length > 1 && !IsThere(folder)) (folder, name) = (Parent(folder), folder[(folder.LastIndexOf('/') + 1)..]);
        if (!places.TryGetValue(folder, out HashSet<string>? names)) places[folder] = names = new HashSet<string>(StringComparer.Ordinal);
        names?.Add(name);
        if (links > 0 && TargetOf(file) is { } target) AddFile(places, target, links - 1);
    }

    private void AddFolder(Dictionary<string, HashSet<string>?> places, string folder)
    {
        if (folder[0] == '/' && !IsSilent(folder + "/") && IsThere(folder)) places[folder] = null;
    }

    private bool IsThere(string folder)
    {
        try
        {
            return Stat(folder) is { Kind: FileKind.Directory };
        }
        catch (IOException)
        {
            return false; // what keeps it from being looked at keeps it from being watched
        }
    }

    private string? TargetOf(string file)
    {
        try
        {
            return StatLink(file) is not { Kind: FileKind.Link } || ReadLink(file) is not { } target ? null
                : target.StartsWith('/') ? target
                : Path.GetFullPath($"{Parent(file)}/{target}");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsSilent(string path) => path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal);

    private static bool IsOfKernel(string path) => IsSilent(path) || path is "/proc" or "/sys";

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
