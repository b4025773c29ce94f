using System.Text;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// A directory that stands for <c>/</c>. The kernel resolves every path below it, symbolic links included
/// (openat2(2), RESOLVE_IN_ROOT), so a check that is given an image cannot read the machine it runs on.
/// Each fact is read once: the second question for it is answered from memory, where there are not so many accounts that memory would not do. Not for use by several threads.
/// </summary>
/// <remarks>
/// Absent is an answer (<see langword="null"/>); everything else that goes wrong throws <see cref="IOException"/>.
/// Nothing but regular files is opened: opening some devices changes them (/dev/watchdog starts to count down).
/// </remarks>
public sealed partial class Root : IDisposable
{
    /// <summary>Bytes that are read of a file unless the caller says otherwise: configuration is smaller, and memory is bounded.</summary>
    public const int UsualLimit = 1 << 20;

    private const int MostLinks = 40; // as the kernel counts

    private readonly SafeFileHandle? _directory;
    private readonly Remembered<Question> _seen = new();
    private readonly Recording? _recording;

    private bool _isNothing;
    private bool _hasForeignKernel;
    private bool _isBorrowed; // the directory is another root's

    private Root(SafeFileHandle? directory, Recording? recording)
    {
        _directory = directory;
        _recording = recording;
    }

    /// <summary>The machine itself. Plain paths, so that kernels before 5.6, which have no openat2(2), can be diagnosed.</summary>
    public static Root Live() => new(directory: null, recording: null);

    /// <summary>The machine itself, for a process that was given mounts of its own: what is mounted is what the first process sees, as users do.</summary>
    public static Root LiveConfined() => new(directory: null, recording: null) { MountInfo = "/proc/1/mountinfo" };

    /// <summary>The machine itself, <see cref="AsksModes"/> or not.</summary>
    internal static Root LiveAsking(bool modes) => new(directory: null, recording: null) { AsksModes = modes };

    /// <summary>The machine itself, for the process that is there to wait for what may never answer.</summary>
    public static Root LivePatient() => new(directory: null, recording: null) { IsPatient = true };

    /// <summary>An image, a chroot, a mounted disk or an unpacked capture.</summary>
    /// <exception cref="PosixException">The directory cannot be opened, or this kernel has no openat2(2).</exception>
    /// <exception cref="FormatException">The directory says that it is a capture, and what was captured cannot be parsed.</exception>
    public static unsafe Root At(string directory)
    {
        fixed (byte* path = Native(directory))
        {
            int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            if (fd < 0) throw new PosixException(errno, "open", directory);
            var root = new Root(new SafeFileHandle(fd, ownsHandle: true), recording: null);
            byte[]? recorded = root.ReadOf("/" + Recording.FileName, Recording.Limit);
            return recorded is null ? root : new Root(root._directory, Recording.Parse(Encoding.UTF8.GetString(recorded)));
        }
    }

    /// <summary>
    /// An image that is to be changed. What builds one often has /proc and /sys mounted below it: they tell of the kernel that builds, on which an image must not depend, so
    /// they are not there.
    /// </summary>
    /// <exception cref="PosixException">As <see cref="At"/>.</exception>
    /// <exception cref="FormatException">As <see cref="At"/>.</exception>
    public static Root OfImage(string directory)
    {
        Root root = At(directory);
        root._hasForeignKernel = root.IsKernelMounted();
        return root;
    }

    /// <summary>A host that has nothing: every look at it finds nothing.</summary>
    public static Root Nothing() => new(new SafeFileHandle(-1, ownsHandle: false), recording: null) { _isNothing = true };

    /// <summary>This is the machine that the program runs on, not an image or a capture.</summary>
    public bool IsLive => _directory is null;

    /// <summary>Where it is told what is mounted, proc_pid_mountinfo(5).</summary>
    public string MountInfo { get; private init; } = "/proc/self/mountinfo";

    /// <summary>This is an unpacked capture: what was seen on another machine, its owners and modes included.</summary>
    public bool IsCapture => _recording is { IsOfAnImage: false };

    /// <summary>Who root is here: of an image, who unpacked it.</summary>
    public uint Owner => IsLive || IsCapture ? 0 : Stat("/")?.Uid ?? 0;

    public void Dispose()
    {
        DisposeWays();
        if (!_isBorrowed) _directory?.Dispose();
    }

    /// <summary>A file's status, symbolic links followed; null when there is no such file.</summary>
    public FileStatus? Stat(string path) => Once(Operation.Stat, path, () => StatOf(path, follow: true));

    /// <summary>The status of the file itself, be it a symbolic link; null when there is no such file.</summary>
    public FileStatus? StatLink(string path) => Once(Operation.Lstat, path, () => StatOf(path, follow: false));

    /// <summary>A symbolic link's target as written; null when there is no such file, or it is not a link.</summary>
    public string? ReadLink(string path) => Once(Operation.Readlink, path, () => ReadLinkOf(path));

    /// <summary>The names in a directory, sorted by byte; null when there is no such directory.</summary>
    public IReadOnlyList<string>? List(string path) => Once(Operation.List, path, () => ListOf(path));

    /// <summary>An extended attribute of a file, xattr(7); null when there is no such file or attribute.</summary>
    public byte[]? Attribute(string path, string name) => Once(Operation.Xattr, path + "\0" + name, () => AttributeOf(path, name));

    /// <summary>Space and inodes of the filesystem that holds a path; null when there is no such path, and for an image, whose disk is not here.</summary>
    public FileSystemStatus? FileSystem(string path) => Once(Operation.Statfs, path, () => IsLive ? FileSystemOf(path) : null);

    /// <summary>
    /// What a directory says of its first entry, d_type of readdir(3): <c>known</c>, or <c>unknown</c> where the filesystem keeps no kinds; null when there is no
    /// such directory or nothing in it, and for an image, whose disk is not here.
    /// </summary>
    public string? EntryKind(string path) => Once(Operation.Dtype, path, () => IsLive ? EntryKindOf(path) : null);

    /// <summary>A file's bytes; null when there is no such file.</summary>
    /// <exception cref="RefusedException">It is not a regular file, or it is larger than the limit.</exception>
    public byte[]? Read(string path, int limit = UsualLimit) =>
        Once(Operation.Read, path, () => ReadOf(path, limit));

    /// <summary>
    /// <c>/proc/net/tcp</c> or <c>tcp6</c>, on the machine itself with only the sockets that listen; null when there is no such file. The kernel loads
    /// <c>tcp_diag</c> to answer: ask only where it has it already.
    /// </summary>
    public byte[]? ReadListening(string path, int limit) =>
        Once(Operation.Read, path, () => (IsLive ? SocketDiagnosis.Listening(ipv6: path.EndsWith('6'), limit) : null) ?? ReadOf(path, limit));

    /// <summary>A file's text, UTF-8; null when there is no such file.</summary>
    public string? ReadText(string path, int limit = UsualLimit) => Read(path, limit) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>
    /// The path with every symbolic link resolved, below this root; null when it names nothing.
    /// </summary>
    /// <exception cref="PosixException">ELOOP: more than 40 links, as the kernel counts.</exception>
    public string? Resolve(string path) => Resolve(path, ReadLink, StatLink);

    internal static string? Resolve(string path, Func<string, string?> readLink, Func<string, FileStatus?> stat)
    {
        if (path.Length > View.MostPath) return null;
        var done = new StringBuilder();
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        int links = 0;
        while (left.TryPop(out string? name))
        {
            if (name == ".") continue;
            if (name == "..")
            {
                done.Length = Math.Max(0, done.ToString().LastIndexOf('/'));
                continue;
            }
            string next = $"{done}/{name}";
            if (readLink(next) is not { } target)
            {
                done.Append('/').Append(name);
                continue;
            }
            if (++links > MostLinks) throw new PosixException(ELOOP, "resolve", path);
            if (target.StartsWith('/')) done.Clear();
            foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(part);
        }
        string resolved = done.Length == 0 ? "/" : done.ToString();
        return stat(resolved) is null ? null : resolved;
    }

    private T? Once<T>(Operation operation, string path, Func<T?> look) where T : class
    {
        var asked = new Question(operation, path, Question.OfItself);
        if (!_seen.TryGet(asked, out object? answer)) Keep(asked, QuestionOf(asked, look), out answer);
        return answer is IOException error ? throw error : (T?)answer;
    }

    private Func<object?> QuestionOf(Question asked, Func<object?> look) =>
        _isNothing || (_hasForeignKernel && IsOfKernel(asked.Path)) ? static () => null : _recording is null ? look : () => Recall(_recording, asked, look);

    private void Keep(Question asked, Func<object?> question, out object? answer)
    {
        _seen.Set(asked, answer = Answer(question));
        _questions?.Add(asked, question);
    }

    private static object? Answer(Func<object?> question)
    {
        try
        {
            return question();
        }
        catch (IOException failure)
        {
            return failure;
        }
    }

    // Of a capture's own tree only the contents of files mean anything: owners, modes, links and what is absent are those of the unpacking.
    private static object? Recall(Recording recording, Question asked, Func<object?> look) =>
        recording.TryGet(asked, out object? recorded) ? recorded
        : recording.LeavesTheRestToTheTree ? look()
        : asked.Operation == Operation.Read && look() is { } content ? content
        : throw new NotCapturedException(asked.File);

    private static byte[] Native(string path)
    {
        if (path.Contains('\0')) throw new RefusedException(path.Replace('\0', '?'), "a NUL byte in the name");
        return Encoding.UTF8.GetBytes(path + '\0');
    }
}
