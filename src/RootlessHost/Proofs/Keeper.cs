using System.ComponentModel;
using System.Diagnostics;
using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>
/// Sees to it that nothing a proof made outlives it: folders that were made for it, and every process below this one. It ends them when asked to, and when whoever asked for
/// the proof is gone, however that came about: its end of our standard input is closed then.
/// </summary>
internal sealed class Keeper
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(10);

    // Folders that others clean away before they are held, which takes one that looks at that very moment.
    private const int MostTaken = 5;

    private readonly Lock _turn = new();
    private readonly Stack<(string Path, HeldFolder? Held)> _folders = [];
    private readonly Stack<string> _new = [];
    private readonly HashSet<int> _started = [];
    private readonly HashSet<string> _pids = [];
    private readonly Stack<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string>? Environment)> _last = [];
    private readonly Stack<IReadOnlyList<string>> _after = [];
    private readonly List<string> _recorded = [];
    private string? _record;
    private bool _isEnding;

    /// <summary>Starts a process, unless it is too late for that.</summary>
    /// <exception cref="OperationCanceledException">Everything is being ended.</exception>
    public void Start(Process process)
    {
        lock (_turn)
        {
            if (_isEnding) throw new OperationCanceledException();
            process.Start();
            _started.Add(process.Id);
        }
    }

    /// <summary>A new folder below another, for as long as this lasts.</summary>
    public string MakeFolder(string above)
    {
        lock (_turn)
        {
            if (_isEnding) throw new OperationCanceledException();
            (string folder, HeldFolder? held) = MakeHeld(above);
            _folders.Push((folder, held));
            return folder;
        }
    }

    // Until it is held, whoever cleans up takes it for one of a process that was killed; once it is held and still there, nobody does. Some filesystems have no such locks.
    private static (string Path, HeldFolder? Held) MakeHeld(string above)
    {
        for (int more = MostTaken; ; more--)
        {
            string folder = Calls.MakeTemporaryFolder(above, Leftovers.Prefix);
            HeldFolder? held = HeldFolder.TryHold(folder);
            if ((held is not null || more == 0) && Directory.Exists(folder)) return (folder, held);
            held?.Dispose();
            Folders.RemoveEmpty(folder);
            if (more == 0) throw new IOException($"{above}: a new folder is removed each time");
        }
    }

    /// <summary>Those of these that are not there yet are gone afterwards too, if they are folders with nothing in them, or files with nothing in them.</summary>
    public void Forget(params ReadOnlySpan<string> paths)
    {
        using Root root = Root.Live();
        lock (_turn)
        {
            foreach (string path in paths)
            {
                if (root.StatLink(path) is not null || _new.Contains(path)) continue;
                _new.Push(path);
                _recorded.Add(path);
            }
            Record();
        }
    }

    /// <summary>A command that undoes what a program of a proof may do, as only it can. It is run before the processes are ended, the last one first; whether it had anything to do is its own affair.</summary>
    public void AtEnd(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        lock (_turn) _last.Push((command, environment));
    }

    /// <summary>The same, run after the processes are ended: what removes that which one of them might make anew.</summary>
    public void Afterwards(IReadOnlyList<string> command)
    {
        lock (_turn) _after.Push(command);
    }

    /// <summary>The processes that are left over are ended; more may be started.</summary>
    public void EndProcesses()
    {
        lock (_turn) EndAll();
    }

    /// <summary>Ends everything.</summary>
    public void End()
    {
        lock (_turn)
        {
            _isEnding = true;
            EndAll();
            while (_folders.TryPop(out (string Path, HeldFolder? Held) folder))
            {
                Folders.Remove(folder.Path);
                folder.Held?.Dispose();
            }
            while (_new.TryPop(out string? path)) Folders.RemoveEmpty(path);
        }
    }

    /// <summary>A file that a process of ours writes its pid to: gone with the processes, if it is not there yet. Podman 5 does not start while it names a dead one.</summary>
    public void ForgetPid(string path)
    {
        using Root root = Root.Live();
        lock (_turn)
        {
            if (root.StatLink(path) is not null || !_pids.Add(path)) return;
            _recorded.Add(Leftovers.Pid + path);
            Record();
        }
    }

    /// <summary>What is to be forgotten is written down, for whoever cleans up if this process is killed.</summary>
    public void RecordIn(string file)
    {
        lock (_turn) _record = file;
    }

    private void Record()
    {
        if (_record is not null) Calls.Write(_record, string.Concat(_recorded.Select(line => line + "\n"))); // it only grows
    }

    private void EndAll()
    {
        while (_last.TryPop(out var last)) RunLast(last.Command, last.Environment);
        _ = Descendants.End(Patience);
        while (_after.TryPop(out IReadOnlyList<string>? command)) RunLast(command, environment: null);
        Descendants.Bury(_started);
        foreach (string path in _pids)
        {
            try
            {
                Calls.Delete(path);
            }
            catch (PosixException)
            {
                // None was written.
            }
        }
    }

    // Not through Child, which asks whether it may still be started, and is for the main thread alone.
    private void RunLast(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return; // it was there a moment ago; what it would have undone is then seen by whoever looks
        }
        _started.Add(process.Id);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(LastPatience)) process.Kill(entireProcessTree: true);
    }

    /// <summary>Ends everything, and this process, once standard input is at its end. In a thread of its own.</summary>
    public void WatchInput()
    {
        var thread = new Thread(() =>
        {
            StandardStream.AwaitEndOfInput();
            End();
            Immediately.Exit(ExitStatus.No);
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "keeper" };
        thread.Start();
    }
}
