using System.Globalization;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Where a change would make another look find something else.</summary>
public sealed unsafe partial class Root
{
    private const int MostLinksToALink = 8;

    private Places? _forgotten;

    /// <summary>Before anything is looked at: <see cref="WhereSeen"/> will be asked for, of what is forgotten meanwhile too.</summary>
    public void KeepPlaces() => _forgotten = new Places();

    /// <summary>
    /// The folders, and the names in them, that what was seen so far hangs on: a file's own folder, or where that is not there the nearest above it; a link's target too. No
    /// names: whatever is in the folder. Without /proc and /sys, where the kernel announces nothing. In the order in which they were asked for, accounts' own last.
    /// </summary>
    internal Places WhereSeen()
    {
        var places = new Places();
        foreach ((Operation operation, string path) in _seen.OfAll()) AddPlace(places, operation, path);
        if (_forgotten is not null) places.Add(_forgotten);
        AddAccounts(places);
        return places;
    }

    private void AddAccounts(Places places)
    {
        foreach ((Operation operation, string path) in _seen.OfAccounts())
        {
            if (!places.IsFull) AddPlace(places, operation, path);
            // Where there was something, its folder is there, and nobody need be asked.
            else if (FileOf(operation, path) is { } file && file.StartsWith('/') && !IsSilent(file) && _seen.IsKnown((operation, path))) places.Count(Parent(file));
        }
        places.Fold();
    }

    private void AddPlace(Places places, Operation operation, string path)
    {
        if (FileOf(operation, path) is not { } file) return;
        if (operation == Operation.List) AddFolder(places, file);
        AddFile(places, file, MostLinksToALink);
    }

    private static string? FileOf(Operation operation, string path) => operation switch
    {
        Operation.User or Operation.Uid or Operation.Users or Operation.Uname or Operation.Statfs => null,
        Operation.Ask => path.Split(' ')[0],
        Operation.Xattr => path.Split('\0')[0],
        _ => path,
    };

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

    private void AddFile(Places places, string file, int links)
    {
        if (file.Length < 2 || file[0] != '/' || IsSilent(file)) return;
        (string folder, string name) = (Parent(file), file[(file.LastIndexOf('/') + 1)..]);
        while (folder.Length > 1 && !IsThere(folder)) (folder, name) = (Parent(folder), folder[(folder.LastIndexOf('/') + 1)..]);
        places.Add(folder, name);
        if (links > 0 && TargetOf(file) is { } target) AddFile(places, target, links - 1);
    }

    private void AddFolder(Places places, string folder)
    {
        if (folder[0] == '/' && !IsSilent(folder + "/") && IsThere(folder)) places.Add(folder);
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
