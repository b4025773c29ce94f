using System.Text;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Waits for changes of what a folder holds, inotify(7). A file that is replaced by rename(2) is one; what happens behind a symbolic link is not.</summary>
public sealed unsafe class FolderChanges : IDisposable
{
    private const uint All = Libc.IN_CLOSE_WRITE | Libc.IN_MOVED_FROM | Libc.IN_MOVED_TO | Libc.IN_CREATE | Libc.IN_DELETE | Libc.IN_DELETE_SELF | Libc.IN_MOVE_SELF | Libc.IN_ONLYDIR;

    private readonly string _folder;
    private readonly SafeFileHandle _handle;
    private bool _isWatched;

    /// <exception cref="PosixException">This user has no more instances (fs.inotify.max_user_instances).</exception>
    public FolderChanges(string folder)
    {
        _folder = folder;
        int fd = Libc.inotify_init1(O_CLOEXEC | O_NONBLOCK);
        if (fd < 0) throw new PosixException(errno, "inotify_init1", folder);
        _handle = new SafeFileHandle(fd, ownsHandle: true);
        _isWatched = Watch();
    }

    /// <summary>Waits until something has changed, or for so long. While there is no such folder, or it cannot be watched, at most <paramref name="without"/>.</summary>
    public void Wait(TimeSpan most, TimeSpan without)
    {
        if (!_isWatched && (_isWatched = Watch())) return; // it came into being: what is in it is new
        var one = new Libc.pollfd { fd = (int)_handle.DangerousGetHandle(), events = Libc.POLLIN };
        if (Libc.poll(&one, 1, (int)(_isWatched ? most : without).TotalMilliseconds) > 0) Drain();
    }

    public void Dispose() => _handle.Dispose();

    private bool Watch()
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(_folder + '\0'))
        {
            return Libc.inotify_add_watch((int)_handle.DangerousGetHandle(), path, All) >= 0;
        }
    }

    private void Drain()
    {
        const int Length = 4096;
        byte* buffer = stackalloc byte[Length];
        nint length;
        while ((length = (nint)(long)read((int)_handle.DangerousGetHandle(), buffer, Length)) > 0)
        {
            // struct inotify_event: wd 4, mask 4, cookie 4, len 4, name. The folder itself went, or another stands in its place: look for it anew.
            for (nint at = 0; at + 16 <= length; at += 16 + (nint)(*(uint*)(buffer + at + 12)))
            {
                if ((*(uint*)(buffer + at + 4) & (Libc.IN_DELETE_SELF | Libc.IN_MOVE_SELF)) != 0) _isWatched = false;
            }
        }
    }
}
