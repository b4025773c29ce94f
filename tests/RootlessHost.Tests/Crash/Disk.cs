using System.Collections.Immutable;
using System.Text;
using RootlessHost.Linux;

namespace RootlessHost.Tests.Crash;

/// <summary>
/// A filesystem that promises no more than POSIX does. What was written to a file is on the disk after fsync(2) of the file; a name, after fsync(2) of its
/// folder. Until then each may be there after a power cut or not, in any order.
/// </summary>
internal sealed class Disk
{
    private readonly Node _top = new(isFolder: true, 0b111_101_101);
    private readonly Dictionary<int, Node> _open = [];

    /// <summary>A disk on which all of this has been for long.</summary>
    public Disk(IEnumerable<Entry> tree)
    {
        foreach (Entry entry in tree)
        {
            Node folder = Find(Path.GetDirectoryName(entry.Path)!)!;
            folder.Now[Path.GetFileName(entry.Path)] = new Node(entry.IsFolder, entry.Mode) { Content = entry.Content };
        }
        _top.SyncAll();
    }

    /// <summary>What a host has, folders before what is in them.</summary>
    public static Entry[] Read(FixtureHost host)
    {
        using var root = WritableRoot.At(host.Folder);
        return
        [
            .. Directory.EnumerateFileSystemEntries(host.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
            {
                string name = path[host.Folder.Length..];
                bool isFolder = Directory.Exists(path);
                return new Entry(name, isFolder, root.ReadAttributes(name)!.Mode, isFolder ? [] : ImmutableArray.Create(File.ReadAllBytes(path)));
            }),
        ];
    }

    /// <summary>Does what a line of strace(1) says was done; false when it changes nothing.</summary>
    public bool Do(Call call, string top) => call switch
    {
        { Name: "openat" } => Open(call, top),
        { Name: "write" } when _open.TryGetValue(call.Fd(0), out Node? file) => Write(file, call.Bytes(1)[..call.Result]),
        { Name: "fsync" } => At(call.Fd(0)).Sync(),
        { Name: "chmod" } => At(call.Path(0)).SetMode(call.Mode(1)),
        { Name: "mkdirat" } => At(call.Fd(0)).Put(call.Path(1), new Node(isFolder: true, call.Mode(2) & ~0b000_010_010u)),
        { Name: "unlinkat" } => At(call.Fd(0)).Drop(call.Path(1)),
        { Name: "linkat", Arguments: [_, _, _, _, "AT_SYMLINK_FOLLOW"] } => At(call.Fd(2)).Put(call.Path(3), At(call.Path(1))),
        { Name: "linkat" } => At(call.Fd(2)).Put(call.Path(3), At(call.Fd(0)).Now[call.Path(1)]),
        { Name: "renameat" or "renameat2" } => At(call.Fd(0)).Move(call.Path(1), call.Path(3)),
        { Name: "write" or "close" } => false,
        _ => throw new NotSupportedException($"the model does not know {call}"),
    };

    /// <summary>What is there after the power was cut.</summary>
    /// <param name="isKept">Says of a name that is not on the disk yet whether it got there.</param>
    /// <param name="data">Makes of what a file had, and of what it would have, what it has.</param>
    public IEnumerable<Entry> Cut(Func<bool> isKept, Func<ImmutableArray<byte>, ImmutableArray<byte>, ImmutableArray<byte>> data) => _top.Cut("", isKept, data);

    private bool Open(Call call, string top)
    {
        Node? found = call.Arguments[0] != "AT_FDCWD" ? Beside(call)
            : call.Path(1) == top ? _top
            : call.Path(1).StartsWith("/proc/self/fd/", StringComparison.Ordinal) ? _open.GetValueOrDefault(FdIn(call.Path(1)))
            : null;
        if (found is null) _open.Remove(call.Result);
        else _open[call.Result] = found;
        return found is not null && call.Arguments[2].Contains("O_CREAT", StringComparison.Ordinal);
    }

    private Node? Beside(Call call)
    {
        if (!_open.TryGetValue(call.Fd(0), out Node? folder)) return null;
        if (call.Arguments[2].Contains("O_TMPFILE", StringComparison.Ordinal)) return new Node(isFolder: false, call.Mode(3));
        if (folder.Now.TryGetValue(call.Path(1), out Node? there)) return there;
        var made = new Node(isFolder: false, call.Mode(3));
        folder.Put(call.Path(1), made);
        return made;
    }

    private static bool Write(Node file, byte[] more)
    {
        file.Content = file.Content.AddRange(more);
        return true;
    }

    private Node At(int fd) => _open[fd];

    private Node At(string path) => _open[FdIn(path)];

    private static int FdIn(string path) => int.Parse(path["/proc/self/fd/".Length..]);

    private Node? Find(string path)
    {
        Node? node = _top;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) node = node?.Now.GetValueOrDefault(name);
        return node;
    }

    /// <summary>A file or a folder that is there.</summary>
    public sealed record Entry(string Path, bool IsFolder, uint Mode, ImmutableArray<byte> Content);

    /// <summary>A file or a folder: as it is, and as the disk has it.</summary>
    private sealed class Node(bool isFolder, uint mode)
    {
        private readonly List<Action<IDictionary<string, Node>>> _pending = [];
        private Dictionary<string, Node> _kept = new(StringComparer.Ordinal);
        private ImmutableArray<byte> _keptContent = [];
        private uint _mode = mode;
        private uint _keptMode = mode;

        public bool IsFolder => isFolder;

        public Dictionary<string, Node> Now { get; } = new(StringComparer.Ordinal);

        public ImmutableArray<byte> Content { get; set; } = [];

        public bool SetMode(uint mode)
        {
            _mode = mode;
            return true;
        }

        public bool Sync()
        {
            _kept = new Dictionary<string, Node>(Now, StringComparer.Ordinal);
            _pending.Clear();
            (_keptContent, _keptMode) = (Content, _mode);
            return true;
        }

        public void SyncAll()
        {
            Sync();
            foreach (Node inner in Now.Values) inner.SyncAll();
        }

        public bool Put(string name, Node node) => Change(names => names[name] = node);

        public bool Drop(string name) => Change(names => names.Remove(name));

        public bool Move(string from, string to)
        {
            Node node = Now[from];
            return Change(names =>
            {
                names.Remove(from);
                names[to] = node;
            });
        }

        public IEnumerable<Entry> Cut(string above, Func<bool> isKept, Func<ImmutableArray<byte>, ImmutableArray<byte>, ImmutableArray<byte>> data)
        {
            var names = new SortedDictionary<string, Node>(_kept, StringComparer.Ordinal);
            foreach (Action<IDictionary<string, Node>> change in _pending)
            {
                if (isKept()) change(names);
            }
            foreach ((string name, Node node) in names)
            {
                string path = $"{above}/{name}";
                yield return new Entry(path, node.IsFolder, node._mode == node._keptMode || !isKept() ? node._keptMode : node._mode, node.Content == node._keptContent ? node.Content : data(node._keptContent, node.Content));
                if (!node.IsFolder) continue;
                foreach (Entry inner in node.Cut(path, isKept, data)) yield return inner;
            }
        }

        private bool Change(Action<IDictionary<string, Node>> change)
        {
            change(Now);
            _pending.Add(change);
            return true;
        }
    }
}
