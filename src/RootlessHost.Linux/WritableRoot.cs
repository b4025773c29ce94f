using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// A directory that stands for <c>/</c> and may be changed. Paths are walked from its top one name at a time and no symbolic link is followed, so what is
/// changed is what was named, and nothing outside: a path with a link in it must be resolved first (<see cref="Root.Resolve"/>).
/// </summary>
/// <remarks>
/// Not promised: that two files change at once, or that a file's times are kept. Files with several names are refused, because replacing one would part it
/// from the others. Every call is made on the thread that asks for it.
/// </remarks>
public sealed unsafe partial class WritableRoot : IDisposable
{
    private readonly SafeFileHandle _top;

    private readonly string _directory;

    private WritableRoot(SafeFileHandle top, string directory, bool isLive, uint owner)
    {
        _top = top;
        _directory = directory.TrimEnd('/');
        IsLive = isLive;
        Owner = owner;
    }

    /// <summary>This is the machine that the program runs on.</summary>
    public bool IsLive { get; }

    /// <summary>Who root is below this directory: its owner, in an image that was unpacked without privilege.</summary>
    public uint Owner { get; }

    /// <summary>Who runs this program is root.</summary>
    public static bool CallerIsRoot => geteuid() == 0;

    /// <summary>root's group, likewise.</summary>
    public uint Group => Owner == 0 ? 0 : GroupOfTop();

    public static WritableRoot Live() => At("/", isLive: true);

    /// <exception cref="PosixException">The directory cannot be opened.</exception>
    public static WritableRoot At(string directory) => At(directory, isLive: false);

    public void Dispose() => _top.Dispose();

    /// <summary>A regular file, whole; null when there is no such file.</summary>
    /// <exception cref="RefusedException">A symbolic link, a file with several names, something that is no file.</exception>
    public FileState? Read(string path)
    {
        using Folder folder = Enter(path, out string name);
        return folder.IsAbsent ? null : ReadIn(folder, name, path);
    }

    /// <summary>Anything that is no symbolic link, without its content; null when there is no such file.</summary>
    public FileState? ReadAttributes(string path)
    {
        using Folder folder = Enter(path, out string name);
        if (folder.IsAbsent) return null;
        using Folder file = Descend(folder, name, path, O_PATH);
        return file.IsAbsent ? null : AttributesOf(file, path, out _);
    }

    /// <summary>
    /// Puts a file in the place of what was read there, or of nothing. It is there whole and on the disk when this returns; broken off at any instruction, the
    /// old one is there or the new one.
    /// </summary>
    /// <param name="path">Its place. The folder must be there.</param>
    /// <param name="before">What was read there; null for nothing.</param>
    /// <param name="after">What shall be there.</param>
    /// <param name="temporary">The name in the same folder that it has until it is whole. What a crash leaves is under that name.</param>
    /// <exception cref="ChangedException">Something else is there by now.</exception>
    public void Replace(string path, FileState? before, FileState after, string temporary)
    {
        Stage(path, after, temporary);
        try
        {
            Swap(path, before, temporary);
        }
        catch
        {
            Sweep(path, temporary);
            throw;
        }
        FlushFolderOf(path);
    }

    /// <summary>The first part of <see cref="Replace"/>: the file is on the disk, whole, under its temporary name.</summary>
    public void Stage(string path, FileState after, string temporary)
    {
        using Folder folder = Enter(path, out _);
        if (folder.IsAbsent) throw new PosixException(ENOENT, "open", path);
        bool left = true;
        try
        {
            WriteNew(folder, temporary, after, path);
            left = false;
        }
        finally
        {
            if (left) _ = Unlink(folder, temporary);
        }
    }

    /// <summary>The second: it is in its place, in one step. For good only when the folder is on the disk too.</summary>
    /// <inheritdoc cref="Replace"/>
    public void Swap(string path, FileState? before, string temporary)
    {
        using Folder folder = Enter(path, out string name);
        if (folder.IsAbsent || !Equals(ReadIn(folder, name, path), before)) throw new ChangedException(path);
        if (before is null) RenameToNothing(folder, temporary, name, path);
        else Rename(folder, temporary, name, path);
    }

    /// <summary>The third: what was renamed in a file's folder stays so, whatever happens to the machine.</summary>
    public void FlushFolderOf(string path)
    {
        using Folder folder = Enter(path, out _);
        if (!folder.IsAbsent) Flush(folder, path);
    }

    /// <summary>Takes a file away.</summary>
    /// <exception cref="ChangedException">It is not what was read there.</exception>
    public void Remove(string path, FileState before)
    {
        using Folder folder = Enter(path, out string name);
        if (folder.IsAbsent || !Equals(ReadIn(folder, name, path), before)) throw new ChangedException(path);
        if (Unlink(folder, name) is var error && error != 0) throw new PosixException(error, "unlink", path);
        Flush(folder, path);
    }

    /// <summary>Takes away what a broken-off <see cref="Replace"/> left, if it did.</summary>
    public void Sweep(string path, string temporary)
    {
        using Folder folder = Enter(path, out _);
        if (!folder.IsAbsent) _ = Unlink(folder, temporary);
    }

    /// <summary>Gives a file other owners, another mode, other attributes, and no other content.</summary>
    /// <exception cref="ChangedException">It has not the owner, mode and attributes that were read.</exception>
    public void SetAttributes(string path, FileState before, FileState after)
    {
        using Folder folder = Enter(path, out string name);
        using Folder file = folder.IsAbsent ? Folder.Absent : Descend(folder, name, path, O_PATH);
        if (file.IsAbsent) throw new ChangedException(path);
        FileState now = AttributesOf(file, path, out FileStatus status);
        if (!now.Equals(before) && !now.IsBetween(before, after)) throw new ChangedException(path);
        RefuseGift(path, status, after);
        // A link to somebody's file, put there meanwhile, would give that away.
        if (status is { Kind: FileKind.Regular, Links: > 1 } && after.Uid != now.Uid && after.Uid != Owner) throw new RefusedException(path, $"a file with {status.Links} names (hard links)");
        if (after.Uid != now.Uid && after.Uid != Owner) RequireToBeItsOwn(path, file, after.Uid);
        Give(file, now, after, path);
        // Nothing else is opened: to open a device or a FIFO is to do something.
        if (status.Kind is FileKind.Regular or FileKind.Directory) Flush(file, path);
    }

    /// <summary>Makes a folder; false when there is one.</summary>
    public bool MakeFolder(string path, uint mode)
    {
        using Folder parent = Enter(path, out string name);
        if (parent.IsAbsent) throw new PosixException(ENOENT, "mkdir", path);
        fixed (byte* bytes = Native(name))
        {
            int error = mkdirat(parent.Fd, bytes, (Tmds.Linux.mode_t)mode) == 0 ? 0 : errno;
            if (error == EEXIST) return false;
            if (error != 0) throw new PosixException(error, "mkdir", path);
        }
        using Folder made = Descend(parent, name, path, O_PATH | O_DIRECTORY);
        // Not by mkdir(2) alone, whose mode the umask of whoever started this would change.
        Give(made, AttributesOf(made, path, out _), new FileState(null, mode, Owner, Group, None), path, keepAttributes: true);
        Flush(parent, path);
        return true;
    }

    /// <summary>Takes an empty folder away; false when it is not empty, or not there.</summary>
    public bool RemoveFolder(string path)
    {
        using Folder parent = Enter(path, out string name);
        if (parent.IsAbsent) return false;
        fixed (byte* bytes = Native(name))
        {
            int error = unlinkat(parent.Fd, bytes, AT_REMOVEDIR) == 0 ? 0 : errno;
            if (error == ENOTEMPTY || error == EEXIST || error == ENOENT) return false;
            if (error != 0) throw new PosixException(error, "rmdir", path);
        }
        Flush(parent, path);
        return true;
    }

    /// <summary>Gives a file another name in the same folder, for good; when it cannot be for good, it keeps its own.</summary>
    public void Rename(string path, string newName)
    {
        using Folder folder = Enter(path, out string name);
        if (folder.IsAbsent) throw new PosixException(ENOENT, "rename", path);
        Rename(folder, name, newName, path);
        try
        {
            Flush(folder, path);
        }
        catch (PosixException)
        {
            Rename(folder, newName, name, path);
            throw;
        }
    }

    /// <summary>Writes a value to a file that the kernel makes up, below /proc or /sys.</summary>
    public void Tell(string path, string value)
    {
        using Folder folder = Enter(path, out string name);
        using Folder file = folder.IsAbsent ? Folder.Absent : Descend(folder, name, path, O_WRONLY);
        if (file.IsAbsent) throw new PosixException(ENOENT, "open", path);
        Write(file.Fd, System.Text.Encoding.UTF8.GetBytes(value), path);
    }
}
