using System.Diagnostics;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// Waits until something changes that a look has seen: inotify(7) on the folders of what was read, so that a file that is replaced or comes into being is noticed too. For one
/// thread; only <see cref="Wake"/> is for others.
/// </summary>
/// <remarks>
/// Not noticed, and left to the next look: what happens below /proc and /sys, on a network filesystem's other clients, and in more folders than
/// <see cref="MostFolders"/>. A write is noticed when the file is closed.
/// </remarks>
public sealed unsafe class ChangeWatch : IDisposable
{
    /// <summary>Each costs the kernel about a kilobyte, and the homes of many users are many.</summary>
    public const int MostFolders = 1024;

    private const uint Interesting = Libc.IN_ATTRIB | Libc.IN_CLOSE_WRITE | Libc.IN_MOVED_FROM | Libc.IN_MOVED_TO | Libc.IN_CREATE | Libc.IN_DELETE | Libc.IN_DELETE_SELF | Libc.IN_MOVE_SELF;

    // What befalls the folder itself.
    private const uint OfFolder = Libc.IN_DELETE_SELF | Libc.IN_MOVE_SELF | Libc.IN_UNMOUNT | Libc.IN_Q_OVERFLOW;

    private readonly int _inotify;
    private readonly int _wake;
    private readonly TimeSpan _pause;
    private readonly byte[] _events = new byte[16 * 1024];
    private Dictionary<int, HashSet<string>?> _names = [];

    /// <param name="pause">After what does not matter: others may write into the same folders all day long, and each time wake a process for nothing.</param>
    /// <exception cref="PosixException">This user may have no more of them.</exception>
    public ChangeWatch(TimeSpan pause)
    {
        _pause = pause;
        _inotify = Libc.inotify_init1(Libc.CLOEXEC | Libc.NONBLOCK);
        if (_inotify < 0) throw new PosixException(errno, "inotify_init1", "");
        _wake = Libc.eventfd(0, Libc.CLOEXEC | Libc.NONBLOCK);
        if (_wake >= 0) return;
        int error = errno;
        _ = close(_inotify);
        throw new PosixException(error, "eventfd", "");
    }

    /// <summary>Folders that are watched.</summary>
    public int Folders => _names.Count;

    /// <summary>Folders that are not, because they are too many.</summary>
    public int Unwatched { get; private set; }

    /// <summary>From now on waits for changes of what this root has seen, and of nothing else.</summary>
    /// <returns>A folder is watched that was not before: what has changed in it since it was looked at was not noticed.</returns>
    public bool Follow(Root root)
    {
        var names = new Dictionary<int, HashSet<string>?>();
        bool isMore = false;
        bool isFull = false;
        Places places = root.WhereSeen();
        Unwatched = places.More;
        foreach ((string folder, uint uid, HashSet<string>? some) in places.Folders)
        {
            if (isFull || names.Count >= MostFolders)
            {
                Unwatched++;
                continue;
            }
            try
            {
                if (root.Subscribe(_inotify, folder, uid, Interesting | Libc.IN_ONLYDIR) is not { } wd) continue;
                // A folder may have two names, by a link or a mount.
                if (!names.TryGetValue(wd, out HashSet<string>? known)) names[wd] = some;
                else if (some is null) names[wd] = null;
                else known?.UnionWith(some);
                isMore |= !_names.ContainsKey(wd);
            }
            catch (PosixException)
            {
                isFull = true;
                Unwatched++;
            }
        }
        foreach (int wd in _names.Keys.Where(wd => !names.ContainsKey(wd))) _ = Libc.inotify_rm_watch(_inotify, wd);
        _names = names;
        return isMore;
    }

    /// <summary>Ends a wait, the present one or the next. From any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Waits for a change, a call, or for so long.</summary>
    public Waking Wait(TimeSpan atMost)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan quiet = TimeSpan.Zero;
        while (true)
        {
            TimeSpan left = atMost - Stopwatch.GetElapsedTime(start);
            if (left < TimeSpan.Zero) left = TimeSpan.Zero;
            if (quiet > TimeSpan.Zero)
            {
                if (Poll(quiet < left ? quiet : left, alsoChanges: false).Called) return Waking.Call;
                quiet = TimeSpan.Zero;
                continue;
            }
            (bool changed, bool called) = Poll(left, alsoChanges: true);
            if (called) return Waking.Call;
            if (changed && Drain()) return Waking.Change;
            if (changed) quiet = _pause;
            else if (Stopwatch.GetElapsedTime(start) >= atMost) return Waking.Time;
        }
    }

    /// <summary>Waits for a call or for so long, whatever changes meanwhile; what does is forgotten.</summary>
    public Waking Rest(TimeSpan atMost)
    {
        long start = Stopwatch.GetTimestamp();
        while (atMost - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            if (Poll(left, alsoChanges: false).Called) return Waking.Call;
        }
        _ = Drain();
        return Waking.Time;
    }

    public void Dispose()
    {
        _ = close(_inotify);
        _ = close(_wake);
    }

    private (bool Changed, bool Called) Poll(TimeSpan atMost, bool alsoChanges)
    {
        Libc.pollfd* fds = stackalloc Libc.pollfd[2];
        fds[0] = new Libc.pollfd { fd = _wake, events = Libc.POLLIN };
        fds[1] = new Libc.pollfd { fd = _inotify, events = Libc.POLLIN };
        // Rounded up: a wait of half a millisecond is not none, over and over. Interrupted or timed out, the caller looks at its clock.
        if (Libc.poll(fds, alsoChanges ? 2u : 1u, (int)Math.Min(int.MaxValue, Math.Ceiling(atMost.TotalMilliseconds))) <= 0) return (false, false);
        bool called = fds[0].revents != 0;
        ulong number;
        if (called) _ = read(_wake, &number, sizeof(ulong));
        return (alsoChanges && fds[1].revents != 0, called);
    }

    // Whether any of it matters.
    private bool Drain()
    {
        bool matters = false;
        fixed (byte* events = _events)
        {
            while (true)
            {
                int length = (int)(long)read(_inotify, events, _events.Length);
                if (length <= 0) return matters;
                for (int offset = 0; offset < length;)
                {
                    var change = (Libc.inotify_event*)(events + offset);
                    offset += sizeof(Libc.inotify_event);
                    if (!matters) matters = Matters(change->wd, change->mask, new ReadOnlySpan<byte>(events + offset, (int)change->len));
                    offset += (int)change->len;
                }
            }
        }
    }

    private bool Matters(int wd, uint mask, ReadOnlySpan<byte> padded)
    {
        if ((mask & Libc.IN_Q_OVERFLOW) != 0) return true; // some were lost
        if (!_names.TryGetValue(wd, out HashSet<string>? names)) return false; // its folder is watched no more
        if ((mask & OfFolder) != 0 || (mask & Libc.IN_IGNORED) != 0) return true;
        ReadOnlySpan<byte> name = padded.IndexOf((byte)0) is >= 0 and var end ? padded[..end] : padded;
        return names is null || name.IsEmpty || names.Contains(Encoding.UTF8.GetString(name));
    }
}
