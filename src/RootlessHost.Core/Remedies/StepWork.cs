using System.Diagnostics;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>How each kind of step is done, and how it is taken back.</summary>
/// <param name="root">What is changed.</param>
/// <param name="interruption">Asked while another program is waited for.</param>
/// <param name="say">Gets what programs print that take their time.</param>
internal sealed class StepWork(WritableRoot root, Interruption interruption, Action<string>? say)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan OfManagers = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until a package manager's other runs are over. Those that wait for each other by themselves wait as long.</summary>
    public void AwaitTurn(Step step)
    {
        if (step is not RunStep run) return;
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

    /// <summary>Does it.</summary>
    public void Do(Step step, int id)
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

    /// <summary>Takes it back, whatever of it was done, and however often this is tried.</summary>
    /// <param name="step">The step that does so.</param>
    /// <param name="id">The number of the transaction.</param>
    /// <param name="left">Gets what stays.</param>
    /// <param name="obstacle">What may be another the next time.</param>
    public void TryBack(Step step, int id, List<string> left, ref IOException? obstacle)
    {
        try
        {
            switch (step)
            {
                case FileStep file:
                    root.Sweep(file.Path, Journal.Temporary(file.Path, id));
                    FileState? now = root.Read(file.Path);
                    if (Equals(now, file.After)) return; // it was not done
                    if (Equals(now, file.Before)) Do(file, id);
                    else if (OwnRows.Without(file, now, out int own, out _) is { } merged)
                    {
                        // None of our rows is there: it was not done, and somebody else was at work, or their owners are gone.
                        if (own > 0) Do(merged, id);
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
                    Do(step, id);
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

    /// <summary>The step as it takes back what is there now; null where there is nothing to take back.</summary>
    /// <exception cref="ChangedException">Something else has changed it.</exception>
    public Step? Fit(Step step, HostFacts host)
    {
        switch (step)
        {
            case FileStep file:
                FileState? now = root.Read(file.Path);
                if (Equals(now, file.After)) return null;
                if (Equals(now, file.Before)) return file;
                return OwnRows.Without(file, now, out _, out int gone) is { } merged && gone == 0 ? merged : file.IsBackup ? null : throw new ChangedException(file.Path);
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

    private static bool IsThere(string path)
    {
        using var now = Root.Live();
        return now.StatLink(path) is not null;
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
