using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>Reads the file that a worker publishes, and again when it changes, on a thread of its own: no request waits for a file.</summary>
internal sealed class ReportFile(string path, Snapshots snapshots)
{
    // For what is not announced: a change on another machine that has the same filesystem.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private byte[]? _known;
    private string? _trouble;

    /// <exception cref="PosixException">This user may watch nothing more (fs.inotify.max_user_instances).</exception>
    public void Start()
    {
        var changes = new ChangeWatch(pause: TimeSpan.Zero); // as long as the process; only the worker writes into that folder
        var thread = new Thread(() => Watch(changes), maxStackSize: 512 * 1024) { IsBackground = true, Name = "report" };
        thread.Start();
    }

    private void Watch(ChangeWatch changes)
    {
        while (true)
        {
            bool isNew, isIncomplete;
            using (var root = Root.Live())
            {
                isNew = Look(root);
                isIncomplete = changes.Follow(root);
            }
            if (isNew) Footprint.GiveBack();
            // What has changed in a folder before it was watched was not noticed.
            if (!isIncomplete) changes.Wait(Longest);
        }
    }

    // True where it was another one than before.
    private bool Look(Root root)
    {
        try
        {
            string full = path.Length == 0 ? throw new FileNotFoundException("open : No such file or directory") : Path.GetFullPath(path);
            if (_known is not null && root.Holds(full, _known)) return false;
            snapshots.MakeRoom();
            byte[] bytes = root.Read(full, ReportDocument.MostBytes) ?? throw new FileNotFoundException($"open {path}: No such file or directory");
            (_known, _trouble) = (bytes, null);
            snapshots.Publish(bytes, path);
            return true;
        }
        catch (IOException failure)
        {
            _known = null;
            if (_trouble == failure.Message) return false;
            _trouble = failure.Message;
            snapshots.PublishTrouble(failure.Message);
            return true;
        }
    }
}
