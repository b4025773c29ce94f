using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs;

/// <summary>What dockerd does with the ids of the account that it maps containers to: it is root, writes the map itself, and gives the containers a folder below its data root.</summary>
internal static class Remapped
{
    /// <param name="trial">Root's, for the account.</param>
    /// <param name="pid">The process that is in a new user namespace.</param>
    /// <param name="enter">What enters that, as its root.</param>
    /// <param name="last">The id that a file is given.</param>
    public static Outcome Do(Trial trial, string pid, IReadOnlyList<string> enter, uint last)
    {
        DataRoot data = trial.User.DataRoots[0];
        Outcome outcome = Refusal(data.Existing) is { } refusal ? new Outcome("", null, Status.Unknown, refusal)
            : !MayBeExecuted(Trial.Self) ? new Outcome("", null, Status.Unknown, $"not everybody may execute {Trial.Self}: put it where everybody may")
            : Map(trial.User, pid) ?? Own(trial, data, enter, last);
        return outcome with
        {
            Command = $"unshare --user sleep 60 & echo 0 FIRST 65536 >/proc/$!/uid_map; echo 0 FIRST 65536 >/proc/$!/gid_map; install -d -o FIRST -g FIRST {Shell.Quote($"{data.Existing}/proof")}; "
                + $"nsenter --user --target $! --setuid 0 --setgid 0 --wd={Shell.Quote($"{data.Existing}/proof")} sh -c 'touch file && chown {last}:{last} file'",
        };
    }

    /// <summary>Why root makes and removes nothing there; null when only root can change what has which name.</summary>
    public static string? Refusal(string place)
    {
        using Root root = Root.Live();
        return Custody.Refusal(root, place);
    }

    // 0 is the first of the ranges, and no id of the host's own is mapped.
    private static Outcome? Map(UserFacts user, string pid)
    {
        foreach ((IdKind kind, string file) in (ReadOnlySpan<(IdKind, string)>)[(IdKind.Uid, "uid_map"), (IdKind.Gid, "gid_map")])
        {
            ulong inside = 0;
            var lines = new System.Text.StringBuilder();
            foreach (IdRange range in user.Subids(kind).Granted.Select(owned => owned.Range))
            {
                lines.Append(CultureInfo.InvariantCulture, $"{inside} {range.Start} {range.Count}\n");
                inside += range.Count;
            }
            if (inside == 0) return Trial.Failed($"{user.Name} has no subordinate {(kind == IdKind.Uid ? "uids" : "gids")} to map");
            Calls.Write($"/proc/{pid}/{file}", lines.ToString(), mode: null);
        }
        return null;
    }

    private static Outcome Own(Trial trial, DataRoot data, IReadOnlyList<string> enter, uint last)
    {
        // Root's, so that whoever cleans up knows it for root's; in it one of the containers' root.
        string folder = $"{trial.Keeper.MakeFolder(data.Existing)}/remapped";
        Calls.MakeFolder(folder, 0b111_000_000);
        Calls.Own(folder, First(trial.User, IdKind.Uid), First(trial.User, IdKind.Gid));
        // dockerd opens its own folder to the containers' root; those above stay as they are.
        string above = data.Existing == data.Path ? data.Path[..Math.Max(1, data.Path.LastIndexOf('/'))] : data.Existing;
        Outcome outcome = trial.RunInside([.. enter, $"--wd={folder}", "--"], "own-there", above, last.ToString(CultureInfo.InvariantCulture));
        return outcome.Status == Status.Pass ? outcome with { Reason = $"{outcome.Reason} below {data.Existing}" } : outcome;
    }

    private static uint First(UserFacts user, IdKind kind) => (uint)user.Subids(kind).Granted[0].Range.Start;

    private static bool MayBeExecuted(string path)
    {
        using Root root = Root.Live();
        for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (root.Stat(path[..end]) is not { } file || (file.Permissions & 1) == 0) return false;
        }
        return true;
    }
}
