using System.Buffers;
using System.Globalization;
using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// The way to a file of this machine with an account's rights, path_resolution(7): one name after the other, each held open before the next, so that what is asked about is
/// what is gone through, whoever renames and links meanwhile. Where the process may, the kernel asks the account's rights; else they are asked here.
/// </summary>
/// <remarks>
/// It ends before a mount on which a server or another program answers (<see cref="Slow"/>), and refuses the kernel's own filesystems: no account keeps files there, and what
/// stands there is made up for whoever asks.
/// </remarks>
/// <param name="viewer">The account.</param>
/// <param name="operation">What for; errors name its call.</param>
/// <param name="path">The path.</param>
internal sealed unsafe class Way(Viewer viewer, Operation operation, string path) : IDisposable
{
    private const uint Search = 1;
    private const uint Read = 4;
    private const int MostLinks = 40; // as the kernel counts
    private const int Deepest = 256;
    private const int MostNames = 1024;

    private static readonly SearchValues<string> Unplain = SearchValues.Create(["//", "/./", "/../"], StringComparison.Ordinal);

    private static bool _hasNoOpenat2; // a kernel before 5.6

    private readonly List<(int Fd, int Length, bool IsHeld)> _above = []; // each directory on the way, and the length of the name of the one above it
    private readonly StringBuilder _name = new();
    private readonly Stack<string> _left = new();

    private bool _isPlain = true; // no "." and no ".." in what was named so far: a directory that is held has no other name
    private bool _isPublic = true; // everybody may pass since the top, and root alone made the way
    private bool _wasPublic = true; // the same of the way to each link that led here
    private bool _hasRights;

    /// <summary>The account's rights count; else the process's own.</summary>
    public required bool IsRestricted { get; init; }

    /// <summary>They are asked here, of owners, modes and access control lists.</summary>
    public required bool AsksModes { get; set; }

    /// <summary>All mounts, by where they are.</summary>
    public required Dictionary<string, Hazard> Hazards { get; init; }

    /// <summary>Directories that everybody may pass.</summary>
    public required PublicDirectories PublicDirectories { get; init; }

    /// <summary>Files that are taken to be as they are not yet.</summary>
    public required Dictionary<string, FileStatus> Assumed { get; init; }

    /// <summary>It goes on to what may never answer.</summary>
    public required bool IsPatient { get; init; }

    /// <summary>What was reached, by O_PATH.</summary>
    public int Fd { get; private set; } = -1;

    /// <summary>Its status.</summary>
    public FileStatus Status { get; private set; } = null!;

    /// <summary>The name under which this process can open it for itself.</summary>
    public string Held => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Fd}");

    /// <summary>Everybody may go the same way, and would come to the same.</summary>
    public bool IsForAll => _wasPublic && _isPublic;

    /// <summary>Set where the way ends before something that may never answer.</summary>
    public Hazard? Slow { get; private set; }

    /// <summary>How far the way was gone, without links.</summary>
    public string Reached => _name.Length == 0 ? "/" : _name.ToString();

    /// <summary>Goes it.</summary>
    /// <param name="follow">Also the last name, if it is a link.</param>
    /// <returns>False when there is no such file.</returns>
    /// <exception cref="PosixException">The account may not go it.</exception>
    /// <exception cref="RefusedException">It leads where no account has files.</exception>
    public bool Go(bool follow)
    {
        if (path.Contains('\0')) throw new RefusedException(path.Replace('\0', '?'), "a NUL byte in the name");
        Begin(path);
        int links = 0, names = 0;
        while (_left.TryPop(out string? name))
        {
            if (++names > MostNames) throw new RefusedException(path, $"more than {MostNames} names on the way, links included");
            if (name == ".") continue;
            if (name == "..")
            {
                // Also who goes back had to pass.
                Reopen();
                Leave();
                continue;
            }
            int length = _name.Length;
            _name.Append('/').Append(name);
            if (IsSlow()) return true;
            if (!Step(name)) return Slow is not null;
            if (Status.Kind == FileKind.Link && (_left.Count > 0 || follow))
            {
                if (++links > MostLinks) throw Error(ELOOP);
                string target = Root.ReadLinkAt(Fd, path) ?? "";
                Begin(target.StartsWith('/') ? target : $"{_name.ToString(0, length)}/{target}");
            }
            else if (_left.Count == 0)
            {
                return true;
            }
            else if (Status.Kind == FileKind.Directory)
            {
                Enter(length);
            }
            else
            {
                return false;
            }
        }
        // The path ended in "." or "..", or was the top: what it names is the directory that was entered last.
        Reopen();
        return true;
    }

    /// <summary>The account may read what was reached.</summary>
    /// <exception cref="PosixException">It may not.</exception>
    public void RequireRead()
    {
        if (!IsRestricted) return;
        if (!AsksModes) TakeRights();
        if (AsksModes && !May(Fd, Status, Read)) throw Error(EACCES);
    }

    public void Dispose()
    {
        if (_hasRights) FilesystemIdentity.GiveBack();
        if (Fd >= 0) _ = close(Fd);
        LeaveAll();
    }

    // From the top, or from a directory that is held.
    private void Begin(string from)
    {
        LeaveAll();
        _name.Clear();
        _wasPublic &= _isPublic;
        _isPublic = true;
        _isPlain &= !$"{from.TrimEnd('/')}/".AsSpan().ContainsAny(Unplain);
        int length = 0;
        int? held = _isPlain ? PublicDirectories.Find(from, out length) : null;
        fixed (byte* top = "/\0"u8)
        {
            int fd = held ?? open(top, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            if (fd < 0) throw Error(errno);
            _above.Add((fd, 0, held is not null));
        }
        _name.Append(from, 0, length);
        string[] names = from[length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--) _left.Push(names[i]);
    }

    // Above the top is the top. From a held directory nobody goes up: then no name is "..".
    private void Leave()
    {
        if (_above.Count > 1) LeaveLast();
    }

    private void LeaveAll()
    {
        while (_above.Count > 0) LeaveLast();
    }

    private void LeaveLast()
    {
        (int fd, int length, bool isHeld) = _above[^1];
        _above.RemoveAt(_above.Count - 1);
        _name.Length = length;
        if (!isHeld) _ = close(fd);
    }

    private bool IsSlow()
    {
        if (Hazards.Count == 0 || !Hazards.TryGetValue(_name.ToString(), out Hazard? hazard)) return false;
        if (hazard.IsOfKernel) throw new RefusedException(path, $"it leads into {_name}, a filesystem of the kernel's own ({hazard.Type})");
        if (!hazard.MayNotAnswer || IsPatient) return false;
        Slow = hazard;
        return true;
    }

    // Opens the next name. False when there is none, or the way ends before it.
    private bool Step(string name)
    {
        if (IsRestricted && !_isPublic && !AsksModes) TakeRights();
        if (Fd >= 0) _ = close(Fd);
        fixed (byte* bytes = Encoding.UTF8.GetBytes(name + '\0'))
        {
            bool isKnownMount = IsPatient || Hazards.Count == 0 || Hazards.ContainsKey(_name.ToString());
            Fd = OpenHere(bytes, isKnownMount);
            if (Fd < 0)
            {
                int error = errno;
                if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) return false;
                if (error != EXDEV) throw Error(error);
                // Somebody mounted something there since it was told what is.
                Slow = new Hazard("mounted a moment ago", IsOfKernel: false, MayNotAnswer: true);
                return false;
            }
        }
        Status = Root.StatusOf(Fd, path);
        return true;
    }

    private int OpenHere(byte* name, bool isMount)
    {
        int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
        if (!_hasNoOpenat2 && !isMount)
        {
            var how = new open_how { flags = (ulong)(uint)flags, resolve = (ulong)RESOLVE_NO_XDEV };
            int fd = openat2(_above[^1].Fd, name, &how, sizeof(open_how));
            if (fd >= 0 || errno != ENOSYS) return fd;
            _hasNoOpenat2 = true;
        }
        return openat(_above[^1].Fd, name, flags, 0);
    }

    private void Enter(int length)
    {
        if (_above.Count == Deepest) throw Error(ENAMETOOLONG);
        _isPublic = _isPublic && Status is { Uid: 0, IsWritableByOthers: false } && (Status.Permissions & Search) != 0 && !Assumed.ContainsKey(Reached) && AccessListOf(Fd) is null;
        if (!_isPublic && IsRestricted && AsksModes && !May(Fd, Status, Search)) throw Error(EACCES);
        _above.Add((Fd, length, _isPublic && PublicDirectories.Hold(Reached, Fd)));
        Fd = -1;
    }

    private void Reopen()
    {
        if (IsRestricted && !_isPublic && !AsksModes) TakeRights();
        if (Fd >= 0) _ = close(Fd);
        fixed (byte* name = ".\0"u8) Fd = openat(_above[^1].Fd, name, O_PATH | O_CLOEXEC, 0);
        if (Fd < 0) throw Error(errno);
        Status = Root.StatusOf(Fd, path);
    }

    private void TakeRights()
    {
        if (_hasRights) return;
        _hasRights = FilesystemIdentity.TryTake(viewer);
        AsksModes = !_hasRights;
        // On the way here everybody might pass, but for the directory that is left now.
        if (AsksModes && !_isPublic && !May(_above[^1].Fd, Root.StatusOf(_above[^1].Fd, path), Search)) throw Error(EACCES);
    }

    private bool May(int fd, FileStatus status, uint wanted)
    {
        FileStatus file = Assumed.GetValueOrDefault(Reached) ?? status;
        return viewer.May(file, file.Uid == viewer.Uid ? null : AccessListOf(fd), wanted);
    }

    private byte[]? AccessListOf(int fd)
    {
        const int Length = 4096;
        byte* buffer = stackalloc byte[Length];
        fixed (byte* name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fd}\0")), key = "system.posix_acl_access\0"u8)
        {
            nint length = Libc.getxattr(name, key, buffer, Length);
            return length > 0 ? new ReadOnlySpan<byte>(buffer, (int)length).ToArray() : null;
        }
    }

    private PosixException Error(int error) => new(error, operation switch
    {
        Operation.Stat or Operation.Lstat => "stat",
        Operation.Xattr => "getxattr",
        Operation.List or Operation.Read or Operation.Dtype => "open",
        _ => operation.ToString().ToLowerInvariant(),
    }, path);
}
