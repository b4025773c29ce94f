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
        foreach (Question asked in _seen.OfAll()) AddPlace(places, asked);
        if (_forgotten is not null) places.Add(_forgotten);
        AddAccounts(places);
        return places;
    }

    private void AddAccounts(Places places)
    {
        foreach (Question asked in _seen.OfAccounts())
        {
            if (!places.IsFull) AddPlace(places, asked);
            // Where there was something, its folder is there, and nobody need be asked.
            else if (FileOf(asked) is { } file && file.StartsWith('/') && !IsSilent(file) && _seen.IsKnown(asked)) places.Count(Parent(file), asked.Uid);
        }
        places.Fold();
    }

    private void AddPlace(Places places, Question asked)
    {
        if (FileOf(asked) is not { } file) return;
        if (asked.Operation == Operation.List) AddFolder(places, file, asked.Uid);
        AddFile(places, file, asked.Uid, MostLinksToALink);
    }

    // A program's arguments are no part of its name.
    private static string? FileOf(Question asked) => asked.Operation switch
    {
        Operation.User or Operation.Uid or Operation.Users or Operation.Uname or Operation.Statfs => null,
        Operation.Ask => asked.Path.Split(' ')[0],
        Operation.Xattr => asked.File,
        _ => asked.Path,
    };

    /// <summary>Has inotify(7) watch a folder.</summary>
    /// <returns>The watch; null when there is no such folder, it may not be watched, or it would have to be waited for.</returns>
    /// <exception cref="PosixException">ENOSPC: this user may have no more.</exception>
    internal int? Subscribe(int inotify, string folder, uint uid, uint mask)
    {
        int wd;
        if (uid != Question.OfItself && IsLive)
        {
            // What changes where the account may not look is not its affair either.
            try
            {
                using Way way = WayOf(ViewerOf(uid), Operation.List, folder);
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

    private void AddFile(Places places, string file, uint uid, int links)
    {
        if (file.Length < 2 || file[0] != '/' || IsSilent(file)) return;
        (string folder, string name) = (Parent(file), file[(file.LastIndexOf('/') + 1)..]);
        while (folder.Length > 1 && !IsThere(folder, uid)) (folder, name) = (Parent(folder), folder[(folder.LastIndexOf('/') + 1)..]);
        places.Add(folder, uid, name);
        if (links > 0 && TargetOf(file, uid) is { } target) AddFile(places, target, uid, links - 1);
    }

    private void AddFolder(Places places, string folder, uint uid)
    {
        if (folder.StartsWith('/') && !IsSilent(folder + "/") && IsThere(folder, uid)) places.Add(folder, uid);
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

    // Of an account that is done with nothing is left but its uid, which is the least of its rights.
    private Viewer ViewerOf(uint uid) => _viewers.TryGetValue(uid, out Viewer? viewer) ? viewer : new Viewer(uid, () => [uid]);

    private object? Look(Operation operation, string path, uint uid) => uid != Question.OfItself ? OnceFor(ViewerOf(uid), operation, path)
        : operation == Operation.Stat ? Stat(path)
        : operation == Operation.Lstat ? StatLink(path) : ReadLink(path);

    private static bool IsSilent(string path) => path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal);

    private static bool IsOfKernel(string path) => IsSilent(path) || path is "/proc" or "/sys";

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
