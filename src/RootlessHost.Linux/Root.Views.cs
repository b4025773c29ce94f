using System.Diagnostics;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Looks on behalf of an account.</summary>
public sealed unsafe partial class Root
{
    private readonly Dictionary<uint, Viewer> _viewers = new() { [Question.OfAll] = new Viewer(Anybody, static () => [Anybody]) };
    private readonly Dictionary<string, FileStatus> _assumed = [];
    private const uint Anybody = 65534; // who has nothing (systemd's UIDS-GIDS)

    private Dictionary<string, Hazard>? _hazards;
    private bool _isForAll; // what was looked at last
    private PublicDirectories? _publicDirectories;
    private SlowLook? _slowLook;

    /// <summary>
    /// Tells of all mounts of this process, by where they are. Whoever knows how mounts are told sets it; where nobody does, every path is followed and waited for.
    /// </summary>
    public Func<IEnumerable<(string Point, Hazard Hazard)>>? HazardsOf { get; set; }

    /// <summary>Waits for what does not answer, as the process does that is there to be given up.</summary>
    internal bool IsPatient { get; private init; }

    /// <summary>The argument by which this program, started once more, answers questions of <see cref="Root"/> about files that may never answer.</summary>
    public const string LookWord = "look-stage";

    /// <summary>This program, to be started so; null where it cannot be, and such files are unknown.</summary>
    public static string? LookProgram
    {
        get => SlowLook.Program;
        set => SlowLook.Program = value;
    }

    /// <summary>Answers the questions on standard input, one after the other, until it ends.</summary>
    public void ServeLooks(TextReader questions, TextWriter answers) => SlowLook.Serve(this, questions, answers);

    /// <summary>What a look told: an outcome, or what it threw.</summary>
    internal object? Answer(Viewer viewer, Operation operation, string path) => Answer(() => LookAs(viewer, operation, path));

    /// <summary>The host as an account may see it.</summary>
    public View As(Viewer viewer) => new(this, viewer);

    /// <summary>A look with an account's rights, remembered for that account alone.</summary>
    internal object? OnceFor(Viewer viewer, Operation operation, string path)
    {
        Question asked = new(operation, path, IsRestricted(viewer) ? viewer.Uid : Question.OfItself);
        if (_assumed.Count > 0 && _assumed.ContainsKey(asked.File) && _seen.TryGet(asked with { Uid = Question.OfItself }, out _)) asked = asked with { Uid = Question.OfItself };
        if (!_seen.TryGet(asked with { Uid = Question.OfAll }, out object? answer) && !_seen.TryGet(asked, out answer)) answer = AskFor(viewer, asked);
        return answer is IOException error ? throw error : answer;
    }

    private object? AskFor(Viewer viewer, Question asked)
    {
        if (asked.Uid != Question.OfItself && IsAbsentForAll(asked))
        {
            _seen.Set(asked with { Uid = Question.OfAll }, null);
            if (_questions is not null) KeepAbsent(viewer, asked);
            return null;
        }
        object? answer;
        if (viewer.Budget.Refusal is { } why)
        {
            Keep(asked, () => new RefusedException(asked.File, why), out answer);
            return answer;
        }
        long start = Stopwatch.GetTimestamp();
        _isForAll = false;
        Func<object?> question = QuestionOf(asked, () => LookAs(viewer, asked.Operation, asked.Path));
        answer = Answer(question);
        if (_isForAll && asked.Uid != Question.OfItself) asked = asked with { Uid = Question.OfAll };
        else if (asked.Uid != Question.OfItself) _viewers[asked.Uid] = viewer;
        _seen.Set(asked, answer);
        _questions?.Add(asked, question);
        viewer.Budget.Spend(answer, start);
        return answer;
    }

    private void KeepAbsent(Viewer viewer, Question asked) => _questions!.Add(asked with { Uid = Question.OfAll }, () => LookAs(viewer, asked.Operation, asked.Path));

    // Of tens of thousands of accounts most may have no home: what is not in a directory that everybody may pass is told in one call.
    private bool IsAbsentForAll(Question asked) => _publicDirectories is { } known && asked.Operation != Operation.Xattr && !Hazards.ContainsKey(asked.Path) && known.Lacks(asked.Path);

    /// <summary>Asks the modes of what is gone through, also where the process could take the account's identity: as a worker in a sandbox does.</summary>
    private bool AsksModes { get; init; }

    private Way WayOf(Viewer viewer, Operation operation, string path) => new(viewer, operation, path)
    {
        IsRestricted = IsRestricted(viewer),
        AsksModes = AsksModes || _assumed.Count > 0 || !FilesystemIdentity.CanSwitch, // what is only assumed the kernel does not know
        Hazards = Hazards,
        PublicDirectories = _publicDirectories ??= new PublicDirectories(),
        Assumed = _assumed,
        IsPatient = IsPatient,
    };

    // Of several on one place the last hides the others.
    private Dictionary<string, Hazard> Hazards =>
        _hazards ??= HazardsOf?.Invoke().ToLookup(mount => mount.Point, mount => mount.Hazard).ToDictionary(mounts => mounts.Key, mounts => mounts.Last()) ?? [];

    // Elsewhere owners say nothing; a capture was made with these rights, and has the answers.
    private bool IsRestricted(Viewer viewer) => !viewer.IsRoot && (IsLive ? viewer.Uid != Identity.Uid : IsCapture);

    private object? LookAs(Viewer viewer, Operation operation, string path)
    {
        string file = path.Split('\0')[0];
        if (!IsLive) return LookItself(viewer, operation, path, file);
        string mount;
        Hazard slow;
        using (Way way = WayOf(viewer, operation, file))
        {
            bool isThere = way.Go(follow: operation is not (Operation.Lstat or Operation.Readlink));
            _isForAll = way.IsForAll && way.Slow is null && operation is Operation.Stat or Operation.Lstat or Operation.Readlink;
            if (!isThere) return null;
            if (way.Slow is not { } hazard) return LookAt(way, operation, file, path[Math.Min(path.Length, file.Length + 1)..]);
            (mount, slow) = (way.Reached, hazard);
        }
        // With this thread's own rights again, which a new process inherits.
        return (_slowLook ??= new SlowLook()).Ask(viewer, operation, path, mount, slow.Type);
    }

    private object? LookItself(Viewer viewer, Operation operation, string path, string file) => operation switch
    {
        // In a directory that stands for a host the folders on the way belong to whoever unpacked it; what others kept for themselves is not the account's all the same.
        Operation.Read when !IsCapture && !viewer.IsRoot && StatOf(file, follow: true) is { } status && status.Uid != viewer.Uid && !status.Allows(uint.MaxValue, [], 4) =>
            throw new RefusedException(file, $"belongs to uid {status.Uid}, not to uid {viewer.Uid}"),
        Operation.Stat => StatOf(file, follow: true),
        Operation.Lstat => StatOf(file, follow: false),
        Operation.Readlink => ReadLinkOf(file),
        Operation.List => ListOf(file, Budget.NamesOfDirectory),
        Operation.Xattr => AttributeOf(file, path[(file.Length + 1)..]),
        Operation.Read => ReadOf(file, Budget.BytesOfFile),
        Operation.Statfs or Operation.Dtype => null, // whose disk is not here
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    // What was reached is held open, so that it is what is looked at, whatever has its name by now.
    private object? LookAt(Way way, Operation operation, string path, string attribute)
    {
        try
        {
            switch (operation)
            {
                case Operation.Stat or Operation.Lstat:
                    return way.Status;
                case Operation.Readlink:
                    return way.Status.Kind == FileKind.Link ? ReadLinkAt(way.Fd, path) : null;
                case Operation.Statfs:
                    return FileSystemOf(way.Held);
                case Operation.Xattr:
                    return AttributeOf(way.Held, attribute);
                case Operation.Read when IsNullDevice(way.Status):
                    return Array.Empty<byte>();
                case Operation.Read when Accept(way.Status, path):
                    way.RequireRead();
                    using (Handle file = Open(way.Held, O_RDONLY, way.Status.Size)) return ReadToEnd(file.Fd, file.Size, path, Budget.BytesOfFile, isSocketTable: false);
                default:
                    if (way.Status.Kind != FileKind.Directory) return null;
                    way.RequireRead();
                    return operation == Operation.List ? ListOf(way.Held, Budget.NamesOfDirectory) : EntryKindOf(way.Held);
            }
        }
        catch (PosixException failure) when (failure.Path == way.Held)
        {
            throw new PosixException(failure.Errno, failure.Call, path);
        }
        catch (RefusedException failure) when (failure.Path == way.Held)
        {
            throw new RefusedException(path, failure.Why);
        }
    }

    private void DisposeWays()
    {
        _publicDirectories?.Dispose();
        _slowLook?.Dispose();
    }
}
