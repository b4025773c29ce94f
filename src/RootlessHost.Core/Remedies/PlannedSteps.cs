using System.Collections.ObjectModel;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>What makes a plan true, in order.</summary>
internal static class PlannedSteps
{
    private const uint OthersWrite = 0b000_010_010;

    /// <summary>
    /// What a plan does to files, with all that is there now. Read anew: what a plan knows is their content.
    /// </summary>
    /// <exception cref="ChangedException">A file is not what the plan saw.</exception>
    /// <exception cref="RefusedException">A file that must not be changed: a link, somebody else's, one that others may write to.</exception>
    public static IReadOnlyList<Step> Of(WritableRoot root, Plan plan)
    {
        var steps = new List<Step>();
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (DraftedFile file in plan.Files)
        {
            steps.AddRange(FoldersAbove(file.Path, plan.Before.Host.Root, folders));
            steps.AddRange(StepsOf(root, file, plan.Before.Host.Root));
        }
        // Account files first: they are changed under locks, which are given back as soon as they are done.
        return [.. steps.OrderBy(step => step is not FileStep { IsOfAccounts: true }), .. plan.Live.OrderBy(step => step is RunStep { IsLast: true })];
    }

    private static IEnumerable<Step> StepsOf(WritableRoot root, DraftedFile file, Root host)
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
}
