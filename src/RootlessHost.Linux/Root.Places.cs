using System.Globalization;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Where a change would make another look find something else.</summary>
public sealed unsafe partial class Root
{
    private const int MostLinksToALink = 8;

    /// <summary>
    /// The folders, and the names in them, that what was seen so far hangs on: a file's own folder, or where that is not there the nearest above it; a link's target too. No
    /// names: whatever is in the folder. Without /proc and /sys, where the kernel announces nothing. In the order in which they were asked for, each with the account that it
    /// was asked for; null for the process itself.
    /// </summary>
    internal IReadOnlyList<(string Folder, HashSet<string>? Names, Viewer? Viewer)> Places()
    {
        var places = new Dictionary<(string Folder, uint Uid), HashSet<string>?>();
        foreach (Question asked in _seen.Keys.ToArray())
        {
            if (asked.Operation is Operation.User or Operation.Uid or Operation.Users or Operation.Uname or Operation.Statfs) continue;
            // The program's arguments are no part of its name.
            string file = asked.Operation == Operation.Ask ? asked.Path.Split(' ')[0] : asked.File;
            if (asked.Operation == Operation.List) AddFolder(places, file, asked.Uid);
            AddFile(places, file, asked.Uid, MostLinksToALink);
        }
        return [.. places.Select(place => (place.Key.Folder, place.Value, place.Key.Uid == Question.OfItself ? null : _viewers[place.Key.Uid]))];
    }

    /// <summary>Has inotify(7) watch a folder.</summary>
    /// <returns>The watch; null when there is no such folder, it may not be watched, or it would have to be waited for.</returns>
    /// <exception cref="PosixException">ENOSPC: this user may have no more.</exception>
    internal int? Subscribe(int inotify, string folder, Viewer? viewer, uint mask)
    {
        int wd;
        if (viewer is not null && IsLive)
        {
            // What changes where the account may not look is not its affair either.
            try
            {
                using Way way = WayOf(viewer, Operation.List, folder);
                if (!way.Go(follow: true) || way.Slow is not null || way.Status.Kind != FileKind.Directory) return null;
                way.RequireRead();
                fixed (byte* name = Native(way.Held)) wd = Libc.inotify_add_watch(inotify, name, mask);
            }
            catch (PosixException failure) when (failure.IsPermission)
            {
                return null;
            }
            catch (RefusedException)
            {
                return null;
            }
        }
        else if (IsLive)
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

    private void AddFile(Dictionary<(string, uint), HashSet<string>?> places, string file, uint uid, int links)
    {
        if (file.Length < 2 || file[0] != '/' || IsSilent(file)) return;
        (string folder, string name) = (Parent(file), file[(file.LastIndexOf('/') + 1)..]);
        while (folder.Length > 1 && !IsThere(folder, uid)) (folder, name) = (Parent(folder), folder[(folder.LastIndexOf('/') + 1)..]);
        if (!places.TryGetValue((folder, uid), out HashSet<string>? names)) places[(folder, uid)] = names = new HashSet<string>(StringComparer.Ordinal);
        names?.Add(name);
        if (links > 0 && TargetOf(file, uid) is { } target) AddFile(places, target, uid, links - 1);
    }

    private void AddFolder(Dictionary<(string, uint), HashSet<string>?> places, string folder, uint uid)
    {
        if (folder.StartsWith('/') && !IsSilent(folder + "/") && IsThere(folder, uid)) places[(folder, uid)] = null;
    }

    private bool IsThere(string folder, uint uid)
    {
        try
        {
            return Look(Operation.Stat, folder, uid) is FileStatus { Kind: FileKind.Directory };
        }
        catch (IOException)
        {
            return false; // what keeps it from being looked at keeps it from being watched
        }
    }

    private string? TargetOf(string file, uint uid)
    {
        try
        {
            return Look(Operation.Lstat, file, uid) is not FileStatus { Kind: FileKind.Link } || Look(Operation.Readlink, file, uid) is not string target ? null
                : target.StartsWith('/') ? target
                : Path.GetFullPath($"{Parent(file)}/{target}");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private object? Look(Operation operation, string path, uint uid) => uid != Question.OfItself ? OnceFor(_viewers[uid], operation, path)
        : operation == Operation.Stat ? Stat(path)
        : operation == Operation.Lstat ? StatLink(path) : ReadLink(path);

    private static bool IsSilent(string path) => path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal);

    private static bool IsOfKernel(string path) => IsSilent(path) || path is "/proc" or "/sys";

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
