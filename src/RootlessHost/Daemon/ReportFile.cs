using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>Reads the file that a worker publishes, and again when it changes, on a thread of its own: no request waits for a file.</summary>
internal sealed class ReportFile(string path, Snapshots snapshots)
{
    // Where inotify does not tell, of a file behind a link for example.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WithoutFolder = TimeSpan.FromSeconds(1);

    private byte[]? _known;
    private string? _trouble;

    public void Start()
    {
        var thread = new Thread(Watch, maxStackSize: 512 * 1024) { IsBackground = true, Name = "report" };
        thread.Start();
    }

    private void Watch()
    {
        using var changes = new FolderChanges(Path.GetDirectoryName(Path.GetFullPath(path))!);
        while (true)
        {
            Look();
            changes.Wait(Longest, WithoutFolder);
        }
    }

    private void Look()
    {
        try
        {
            using var root = Root.Live();
            byte[] bytes = root.Read(Path.GetFullPath(path), ReportDocument.MostBytes) ?? throw new FileNotFoundException($"open {path}: No such file or directory");
            if (_known is not null && bytes.AsSpan().SequenceEqual(_known)) return;
            (_known, _trouble) = (bytes, null);
            snapshots.Publish(bytes, path);
        }
        catch (IOException failure)
        {
            _known = null;
            if (_trouble == failure.Message) return;
            _trouble = failure.Message;
            snapshots.PublishTrouble(failure.Message);
        }
    }
}
