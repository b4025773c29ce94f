
namespace RootlessHost.Linux;

/// <summary>Folders of the caller's own making.</summary>
public static class Folders
{
    /// <summary>Removes a folder or a file that has nothing in it; of anything else, nothing.</summary>
    public static void RemoveEmpty(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file is { Exists: true, Length: 0, LinkTarget: null }) file.Delete();
            else if (new DirectoryInfo(path) is { Exists: true, LinkTarget: null } folder) folder.Delete(recursive: false);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // Somebody has put something there.
        }
    }

    /// <summary>Removes a file, or the link that has its name; where it is gone, nothing.</summary>
    public static void RemoveFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // Somebody else has made it.
        }
    }

    /// <summary>
    /// Removes a folder and what is in it; links are removed and not followed, and what cannot be removed stays. What a namespace's root made there (overlayfs leaves a folder
    /// of mode 0) belongs to the caller, so that it can be opened first.
    /// </summary>
    /// <returns>Nothing is left of it.</returns>
    public static bool Remove(string folder)
    {
        try
        {
            foreach (string inside in Directory.EnumerateDirectories(folder))
            {
                if (new DirectoryInfo(inside).LinkTarget is not null) continue;
                File.SetUnixFileMode(inside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                Remove(inside);
            }
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder);
        }
    }
}
