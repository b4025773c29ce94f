using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>
/// Steps that are all done or all taken back: written into the journal, done in order, looked at again, and only then for good. All on the thread that calls,
/// so that a test can end it at every system call.
/// </summary>
/// <param name="root">What is changed.</param>
/// <param name="interruption">Asked between the steps.</param>
/// <param name="patience">How long a lock of somebody else is waited for.</param>
/// <param name="say">Gets what programs print that take their time.</param>
internal sealed class Transaction(WritableRoot root, Interruption interruption, TimeSpan patience, Action<string>? say)
{
    private const uint OthersWrite = 0b000_010_010;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan OfManagers = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Journal _journal = new(root);

    /// <summary>
    /// What a plan does to files, with all that is there now. Read anew: what a plan knows is their content.
    /// </summary>
    /// <exception cref="ChangedException">A file is not what the plan saw.</exception>
    /// <exception cref="RefusedException">A file that must not be changed: a link, somebody else's, one that others may write to.</exception>
    public IReadOnlyList<Step> StepsOf(Plan plan)
    {
        var steps = new List<Step>();
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (DraftedFile file in plan.Files)
        {
            steps.AddRange(FoldersAbove(file.Path, plan.Before.Host.Root, folders));
            steps.AddRange(StepsOf(file, plan.Before.Host.Root));
        }
        // Account files first: they are changed under locks, which are given back as soon as they are done.
        return [.. steps.OrderBy(step => step is not FileStep { IsOfAccounts: true }), .. plan.Live.OrderBy(step => step is RunStep { IsLast: true })];
    }

    /// <summary>Does them.</summary>
    /// <param name="host">A look of its own, for the journal.</param>
    /// <param name="entry">What the journal shall say, its steps included.</param>
    /// <param name="verify">Looks again when all is done: null when it is well, else what is not.</param>
    /// <param name="premises">Asked when the account files are locked: throws when the host is no longer what the steps were made for.</param>
    /// <param name="accounts">The locks of the account files, when the caller holds them already; given back when those files are done.</param>
    /// <exception cref="TransactionException">A step failed, or it did not help. The host is as it was, unless it says otherwise.</exception>
    public JournalEntry Run(Root host, JournalEntry entry, Func<string?>? verify, Action? premises = null, IDisposable? accounts = null)
    {
        JournalEntry begun = _journal.Begin(host, entry.Undoes, entry.Summaries, entry.Steps, entry.At, entry.By);
        var tried = new List<Step>();
        Step? at = null;
        try
        {
            if (entry.Steps.OfType<FileStep>().Where(step => step.IsOfAccounts).ToArray() is { Length: > 0 } ofAccounts)
            {
                // What takes its time is done before the locks are taken: useradd does not wait for all of them.
                foreach (FileStep step in ofAccounts) Stage(step, begun.Id, ref at);
                at = null;
                using (accounts ?? AccountLocks.Take(root, Patience(interruption)))
                {
                    premises?.Invoke();
                    foreach (FileStep step in ofAccounts) Swap(step, begun.Id, ref at, tried);
                }
                // Nobody needs to wait for the disk: what others do now is behind this on it, too.
                root.FlushFolderOf(ofAccounts[0].Path);
            }
            accounts?.Dispose();
            foreach (Step step in entry.Steps.Where(step => !IsOfAccounts(step)))
            {
                interruption.Check();
                at = step;
                if (step is RunStep run) AwaitTurn(run);
                tried.Add(step);
                Make(step, begun.Id);
            }
            at = null;
            interruption.Check();
            if (verify?.Invoke() is { } wrong) throw new IOException(wrong);
            _journal.End(begun, JournalState.Done);
            return begun;
        }
        catch (Exception failure)
        {
            accounts?.Dispose();
            TakenBack back = TakeBack(begun, tried, failed: failure is InterruptedException ? null : at);
            // What is no failure of a step is told as what it is: the user that was asked about is gone, the configuration has become wrong.
            if (back.IsAll && failure is ChangedException or BusyException or InterruptedException or not (IOException or UnauthorizedAccessException)) throw;
            string step = at is null ? "" : $"{at.Target}: ";
            throw new TransactionException($"{(failure.Message.Contains(at?.Target ?? "", StringComparison.Ordinal) ? "" : step)}{failure.Message}; {back.Text}{(failure is PosixException { WayOut: { } way } ? $"; {way}" : "")}", failure) { IsTakenBack = back.Left.Count == 0 };
        }
    }

    /// <summary>Takes back what a transaction did that was broken off, as far as nobody has changed it since.</summary>
    /// <param name="begun">The transaction.</param>
    /// <param name="tried">Those of its steps that may have been done.</param>
    /// <param name="failed">The one of them that was not; null where nothing tells.</param>
    public TakenBack TakeBack(JournalEntry begun, IReadOnlyList<Step> tried, Step? failed = null)
    {
        // A package manager that fails has mostly done something.
        List<string> left = [.. tried.OfType<RunStep>().Where(step => step.Back is null && !step.IsRefresh && (step.IsLong || !ReferenceEquals(step, failed))).Select(step => $"what {step.Command} did")];
        IOException? obstacle = null;
        try
        {
            foreach (FileStep step in begun.Steps.OfType<FileStep>().Where(IsOfAccounts)) root.Sweep(step.Path, Journal.Temporary(step.Path, begun.Id));
        }
        catch (IOException cannot)
        {
            obstacle = cannot;
        }
        IReadOnlyList<Step> back = Step.Reverse(tried);
        if (back.Any(IsOfAccounts))
        {
            // Whoever wants this process to end has to wait for that: a file is not left half done.
            IDisposable? locks = null;
            try
            {
                locks = AccountLocks.Take(root, Patience(null));
                foreach (Step step in back.Where(IsOfAccounts)) TryBack(step, begun.Id, left, ref obstacle);
            }
            catch (IOException cannot)
            {
                return new TakenBack([cannot.Message], cannot);
            }
            finally
            {
                locks?.Dispose();
            }
        }
        foreach (Step step in back.Where(step => !IsOfAccounts(step))) TryBack(step, begun.Id, left, ref obstacle);
        try
        {
            // Else it stays begun, and whoever comes next tries again.
            if (obstacle is null && tried.Count == 0) _journal.Forget(begun);
            else if (obstacle is null) _journal.End(begun, JournalState.Back);
        }
        catch (IOException cannot)
        {
            obstacle = cannot;
        }
        return new TakenBack(left, obstacle);
    }

    /// <summary>The steps that take a finished transaction back.</summary>
    /// <exception cref="ChangedException">Something else has changed what it would take back.</exception>
    public IReadOnlyList<Step> StepsBack(JournalEntry done, HostFacts host)
    {
        var steps = new List<Step>();
        foreach (Step step in Step.Reverse(done.Steps))
        {
            if (Fit(step, host) is { } fitting) steps.Add(fitting);
        }
        return steps;
    }

    /// <summary>Says whether to go on waiting, until the time is up.</summary>
    public Func<bool> Patience(Interruption? until)
    {
        long start = Stopwatch.GetTimestamp();
        return () =>
        {
            until?.Check();
            return Stopwatch.GetElapsedTime(start) < patience;
        };
    }

    // Package managers that wait for each other by themselves wait as long.
    private void AwaitTurn(RunStep run)
    {
        long start = Stopwatch.GetTimestamp();
        if (run.Unlocked is { } locked && IsThere(locked)) root.LockFile(locked, IsTime).Dispose();
        if (run.Absent is not { } absent || !IsThere(absent)) return;
        say?.Invoke($"waiting for {absent}");
        while (IsThere(absent))
        {
            if (!IsTime()) throw new BusyException(absent, $"another run of {Path.GetFileName(run.Program)}, or left by one that was broken off: then remove it");
            Thread.Sleep(Pause);
        }

        bool IsTime()
        {
            interruption.Check();
            return Stopwatch.GetElapsedTime(start) < OfManagers;
        }
    }

    private static bool IsThere(string path)
    {
        using var now = Root.Live();
        return now.StatLink(path) is not null;
    }

    private static bool IsOfAccounts(Step step) => step is FileStep { IsOfAccounts: true };

    private void Stage(FileStep step, int id, ref Step? at)
    {
        at = step;
        interruption.Check();
        if (step.After is { } after) root.Stage(step.Path, after, Journal.Temporary(step.Path, id));
    }

    private void Swap(FileStep step, int id, ref Step? at, List<Step> tried)
    {
        at = step;
        interruption.Check();
        tried.Add(step);
        try
        {
            if (step.After is not null) root.Swap(step.Path, step.Before, Journal.Temporary(step.Path, id));
            else if (step.Before is { } before) root.Remove(step.Path, before);
        }
        catch (ChangedException)
        {
            tried.Remove(step); // seen before anything was done: there is nothing to take the locks for again
            throw;
        }
    }

    private void Make(Step step, int id)
    {
        switch (step)
        {
            case FolderStep { Remove: false } folder:
                root.MakeFolder(folder.Path, folder.Mode);
                break;
            case FolderStep folder:
                root.RemoveFolder(folder.Path);
                break;
            case FileStep { After: { } after } file:
                root.Replace(file.Path, file.Before, after, Journal.Temporary(file.Path, id));
                break;
            case FileStep { Before: { } before } file:
                root.Remove(file.Path, before);
                break;
            case AttributesStep attributes:
                root.SetAttributes(attributes.Path, attributes.Before, attributes.After);
                break;
            case SysctlStep sysctl:
                root.Tell(HostFacts.SysctlPath(sysctl.Key), sysctl.After);
                break;
            case MountStep mount:
                root.Mount(mount.Type, mount.Path, mount.Unmount);
                break;
            case RunStep run:
                if (run.IsLong) say?.Invoke(run.Command);
                root.Run(run.Program, run.Arguments, run.IsLong ? Long : Short, run.IsLong ? say : null, run.AlsoWell);
                break;
        }
    }

    // Whatever of the step was done, and however often this is tried.
    private void TryBack(Step step, int id, List<string> left, ref IOException? obstacle)
    {
        try
        {
            switch (step)
            {
                case FileStep file:
                    root.Sweep(file.Path, Journal.Temporary(file.Path, id));
                    FileState? now = root.Read(file.Path);
                    if (Equals(now, file.After)) return; // it was not done
                    if (Equals(now, file.Before)) Make(file, id);
                    else if (Merged(file, now, out int own, out _) is { } merged)
                    {
                        // None of our rows is there: it was not done, and somebody else was at work, or their owners are gone.
                        if (own > 0) Make(merged, id);
                    }
                    else if (!file.IsBackup) left.Add($"{file.Path}, which somebody else has changed meanwhile");
                    return;
                case SysctlStep sysctl when ReadSysctl(sysctl.Key) is { } value && !SysctlStep.AreSame(value, sysctl.Before):
                    if (!SysctlStep.AreSame(value, sysctl.After)) left.Add($"{sysctl.Key}, which somebody else has changed meanwhile");
                    return;
                case AttributesStep attributes when root.ReadAttributes(attributes.Path) is not { } state || state.Equals(attributes.After):
                    return;
                case MountStep { Unmount: true } mount when !IsMounted(mount.Path):
                    return;
                case RunStep run when IsUnloaded(run):
                    return;
                default:
                    Make(step, id);
                    return;
            }
        }
        catch (IOException failure)
        {
            left.Add($"{step.Target} ({failure.Message})");
            // A full disk, a broken one: it may be another the next time. What somebody has made of the file since stays so.
            if (failure is PosixException) obstacle ??= failure;
        }
    }

    private Step? Fit(Step step, HostFacts host)
    {
        switch (step)
        {
            case FileStep file:
                FileState? now = root.Read(file.Path);
                if (Equals(now, file.After)) return null;
                if (Equals(now, file.Before)) return file;
                return Merged(file, now, out _, out int gone) is { } merged && gone == 0 ? merged : file.IsBackup ? null : throw new ChangedException(file.Path);
            case AttributesStep attributes:
                FileState? state = root.ReadAttributes(attributes.Path);
                if (state is null || state.Equals(attributes.After)) return null;
                return state.Equals(attributes.Before) ? attributes : throw new ChangedException(attributes.Path);
            case SysctlStep sysctl:
                string? value = host.Sysctl(sysctl.Key);
                if (SysctlStep.AreSame(value, sysctl.After)) return null;
                return SysctlStep.AreSame(value, sysctl.Before) ? sysctl : throw new ChangedException(sysctl.Key);
            case MountStep { Unmount: true } mount:
                return IsMounted(mount.Path) ? mount : null;
            case RunStep run when IsUnloaded(run):
                return null;
            default:
                return step;
        }
    }

    // Others have added rows to an account file since, or taken some away: only our own are taken back.
    private static FileStep? Merged(FileStep back, FileState? now, out int own, out int gone)
    {
        (own, gone) = (0, 0);
        if (!back.IsOfAccounts || back.IsBackup || now?.Content is not { } content || back.Before?.Content is not { } with || back.After is not { } after) return null;
        Dictionary<string, int> added = Counted(with);
        foreach ((string line, int count) in Counted(after.Content!)) added[line] = added.GetValueOrDefault(line) - count;
        int ours = added.Values.Sum(count => Math.Max(count, 0));
        if (ours == 0) return null;
        var rest = new List<string>();
        // From the end: what was there before is before what was added.
        foreach (string line in Lines(content).Reverse())
        {
            if (added.GetValueOrDefault(line) <= 0) rest.Add(line);
            else (own, added[line]) = (own + 1, added[line] - 1);
        }
        gone = ours - own;
        rest.Reverse();
        return new FileStep(back.Path, now, now with { Content = Encoding.Latin1.GetBytes(string.Concat(rest)) });
    }

    private static Dictionary<string, int> Counted(byte[] content) => Lines(content).CountBy(line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    // Latin-1: every byte is a character, whatever it means. Each with its newline, which the last of a file may have got since.
    private static IEnumerable<string> Lines(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        for (int at = 0; at < text.Length;)
        {
            int newline = text.IndexOf('\n', at);
            int end = newline < 0 ? text.Length : newline + 1;
            yield return newline < 0 ? text[at..] + "\n" : text[at..end];
            at = end;
        }
    }

    private IEnumerable<Step> StepsOf(DraftedFile file, Root host)
    {
        if (!file.ChangesContent)
        {
            FileState before = root.ReadAttributes(file.Path) ?? throw new ChangedException(file.Path);
            // Its folder may be somebody's: they must not put another file there than the one that was judged.
            if (host.Stat(file.Path) is not { } seen || (seen.Permissions, seen.Uid, seen.Gid) != (before.Mode, before.Uid, before.Gid)) throw new ChangedException(file.Path);
            // A change may have looked at the file and found that it is as it should be.
            if (Changed(before, file) is var wanted && !wanted.Equals(before)) yield return new AttributesStep(file.Path, before, wanted);
            yield break;
        }
        FileState? now = root.Read(file.Path);
        if (now is null != file.Before is null || (now is not null && !now.Content.AsSpan().SequenceEqual(file.Before))) throw new ChangedException(file.Path);
        if (now is not null && (now.Uid != root.Owner || (now.Mode & OthersWrite) != 0)) throw new ChangedException(file.Path); // it was root's alone when the plan was made
        FileState after = Changed(now ?? new FileState([], 0b110_100_100, root.Owner, root.Group, ReadOnlyDictionary<string, byte[]>.Empty), file) with { Content = file.After };
        var step = new FileStep(file.Path, now, after);
        if (step.IsOfAccounts && now is not null)
        {
            string backup = file.Path + "-";
            FileState? old = root.Read(backup);
            if (!Equals(old, now)) yield return new FileStep(backup, old, now);
        }
        yield return step;
    }

    private static FileState Changed(FileState state, DraftedFile file)
    {
        var attributes = new SortedDictionary<string, byte[]>(state.Attributes.ToDictionary(), StringComparer.Ordinal);
        foreach ((string name, byte[]? value) in file.Attributes)
        {
            if (value is null) attributes.Remove(name);
            else attributes[name] = value;
        }
        return state with { Mode = file.Mode ?? state.Mode, Uid = file.Uid ?? state.Uid, Gid = file.Gid ?? state.Gid, Attributes = attributes };
    }

    private static IEnumerable<FolderStep> FoldersAbove(string path, Root host, HashSet<string> known)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0) yield break;
        string folder = path[..slash];
        if (host.Stat(folder) is not null || !known.Add(folder)) yield break;
        foreach (FolderStep above in FoldersAbove(folder, host, known)) yield return above;
        yield return new FolderStep(folder, 0b111_101_101);
    }

    // Not through a look that remembers.
    private static string? ReadSysctl(string key)
    {
        using var now = Root.Live();
        return now.ReadText(HostFacts.SysctlPath(key))?.Trim();
    }

    // apparmor_parser fails when there is nothing to take away: somebody else did, or it never came so far.
    private static bool IsUnloaded(RunStep step)
    {
        if (Reader.Unloaded(step) is not { } file) return false;
        using var now = Root.Live();
        return !new HostFacts(now).MayHaveLoaded(file);
    }

    private static bool IsMounted(string path)
    {
        using var now = Root.Live();
        return new HostFacts(now).Mounts?.At(path) is { Point: var point } && point == path;
    }
}
