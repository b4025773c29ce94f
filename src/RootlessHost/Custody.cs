using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost;

/// <summary>
/// Who may change a file that says what root does. Whoever may write to it, or put another in its place, is root the next time it is obeyed.
/// </summary>
internal static class Custody
{
    /// <summary>Why a file of the host's configuration is not to be believed, and what to do; null when only root may change it. There is such a file.</summary>
    public static string? Refusal(Root root, string path)
    {
        if (Writers(root, path, path, isNear: true) is { } why) return why;
        // The place that it is found at, and the one that it is really at when a link leads elsewhere.
        foreach (string place in (string[])[Parent(path), Parent(root.Resolve(path) ?? path)])
        {
            for (string above = place; ; above = Parent(above))
            {
                if (Writers(root, path, above, isNear: above == place) is { } reason) return reason;
                if (above == "/") break;
            }
        }
        return null;
    }

    /// <summary>The same of a file that a person named, who may own it.</summary>
    public static string? RefusalOfNamed(Root root, string path, uint? person) => root.Stat(path) switch
    {
        { Uid: var uid } when uid != 0 && uid != person => $"{path}: belongs to uid {uid}, and root does not do what others say: chown root {Shell.Quote(path)}",
        { Mode: var mode } file when (mode & 2) != 0 => $"{path}: everybody may write to it (mode {file.Octal}): chmod o-w {Shell.Quote(path)}",
        _ => null,
    };

    private static string? Writers(Root root, string file, string path, bool isNear) => root.Stat(path) switch
    {
        null => null,
        { Uid: not 0 and var uid } => $"{file}: {Whose(file, path)} belongs to uid {uid}, not to root: chown root {Shell.Quote(path)}",
        // In a folder such as /tmp nobody can put a file in the place of another's.
        { IsWritableByOthers: true } found when isNear || !found.IsSticky => $"{file}: others than root may write to {Whose(file, path)} (mode {found.Octal}): chmod go-w {Shell.Quote(path)}",
        _ => null,
    };

    private static string Whose(string file, string path) => path == file ? "it" : path;

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
