using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// Directories that everybody may pass and nobody but root can change, held open: <c>/home</c>. Of tens of thousands of accounts each has its home in the same one, which is
/// then walked to once.
/// </summary>
internal sealed class PublicDirectories : IDisposable
{
    private const int Most = 64;

    private readonly Dictionary<string, int> _held = [];

    /// <summary>The deepest one that a path begins with.</summary>
    /// <param name="path">From the top.</param>
    /// <param name="length">How much of the path it is; 0 for none.</param>
    public int? Find(string path, out int length)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byName = _held.GetAlternateLookup<ReadOnlySpan<char>>();
        for (length = path.LastIndexOf('/'); length > 0; length = path.LastIndexOf('/', length - 1))
        {
            if (byName.TryGetValue(path.AsSpan(0, length), out int fd)) return fd;
        }
        length = 0;
        return null;
    }

    /// <summary>A path's own directory is one of them, and has no such name.</summary>
    public unsafe bool Lacks(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0 || path.AsSpan(slash + 1) is "" or "." or ".." || path.Contains('\0') || !_held.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.AsSpan(0, slash), out int fd)) return false;
        fixed (byte* name = Encoding.UTF8.GetBytes(path[(slash + 1)..] + '\0'))
        {
            statx status;
            return statx(fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, 0, &status) < 0 && errno == ENOENT;
        }
    }

    /// <summary>Takes a descriptor over.</summary>
    /// <returns>False when there are enough: it stays the caller's.</returns>
    public bool Hold(string path, int fd) => _held.Count < Most && _held.TryAdd(path, fd);

    public void Dispose()
    {
        foreach (int fd in _held.Values) _ = close(fd);
        _held.Clear();
    }
}
