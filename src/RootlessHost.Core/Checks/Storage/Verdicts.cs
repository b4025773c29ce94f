using RootlessHost.Facts;

namespace RootlessHost.Checks.Storage;

/// <summary>One answer about the data roots of several engines.</summary>
internal static class Verdicts
{
    private static readonly Status[] Worst = [Status.Fail, Status.Unknown, Status.Warn];

    /// <summary>The worst that was found, for the engines of which it was found; the other answer where nothing was.</summary>
    public static Finding Of(UserFacts user, Func<DataRoot, Finding?> look, Func<IReadOnlyList<DataRoot>, Finding> otherwise)
    {
        IReadOnlyList<DataRoot> roots = user.DataRoots;
        Finding?[]? found = null;
        for (int i = 0; i < roots.Count; i++)
        {
            if (look(roots[i]) is { } finding) (found ??= new Finding?[roots.Count])[i] = finding;
        }
        if (found is null) return otherwise(roots);
        Status worst = Worst.First(status => found.Any(finding => finding?.Status == status));
        string[] engines = [.. roots.Where((_, i) => found[i]?.Status == worst).Select(root => root.Engine)];
        Finding first = found.First(finding => finding?.Status == worst)!;
        return engines.Length == roots.Count ? first : first.For(engines);
    }

    public static Evidence Line(Mount mount) => new("/proc/self/mountinfo", mount.Line, $"{mount.Point} {mount.Type} {string.Join(',', mount.Options)}");
}
