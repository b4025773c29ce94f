using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>What can be wrong with a whole file of subordinate ids.</summary>
internal static class SubidFileFaults
{
    /// <summary>The worst of it; null when the file is well, or there is none.</summary>
    public static Finding? Of(UserFacts user, SubidTable table)
    {
        string path = table.Path;
        if (table.Itself is not { } itself) return null;
        if (itself.Kind == FileKind.Link && !user.IsRemapOwner)
        {
            string target = Printable.Of(user.Host.Root.ReadLink(path) ?? "");
            return Finding.Fail($"{path} is a symbolic link, which newuidmap and usermod refuse").Because(path, $"-> {target}")
                .With(new Remedy(new ByHand($"put a file in the place of the link {path}", $"cp --remove-destination \"$(readlink -f {path})\" {path}")));
        }
        FileStatus status = table.Status ?? itself;
        if (status.Kind != FileKind.Regular) return Finding.Fail($"{path} is no regular file");
        // Engines read as the user; newuidmap with a file capability does too.
        if ((status.Permissions & 4) == 0 && !user.IsRemapOwner && !status.Allows(user.Uid, user.Gids, 4))
        {
            return SubidRowFaults.WithoutPodman(user, Finding.Fail($"{path} may not be read by {Printable.Of(user.Name)} (mode {status.Octal})").Because(path, $"mode {status.Octal}").Wanted("mode 0644", $"mode {status.Octal}")
                .With(new Remedy(new SetMode(path, "0644"))));
        }
        if (table.Failure is { } failure) throw failure;
        if (status.Uid != user.Host.RootsUid) return Finding.Fail($"{path} belongs to uid {status.Uid}, who can give themselves every id").Because(path, $"uid {status.Uid}").With(Look(path, $"chown root:root {path}"));
        if ((status.Permissions & 2) != 0 || ((status.Permissions & 0x10) != 0 && status.Gid != 0))
        {
            return Finding.Fail($"{path} can be changed by others than root (mode {status.Octal})").Because(path, $"mode {status.Octal}").Wanted("mode 0644", $"mode {status.Octal}")
                .With(Look(path, $"chmod 0644 {path}"));
        }
        return OfContent(user, table);
    }

    // What is in it may be what somebody gave themselves, so a person looks first.
    private static Remedy Look(string path, string command) => new(new ByHand($"look who wrote what is in {path}, and take it back from them", $"cat {path}", command));

    private static Finding? OfContent(UserFacts user, SubidTable table)
    {
        SubidFile file = table.File;
        string path = table.Path;
        if (file.NulLine is { } nul)
        {
            return Finding.Fail($"{path} has a NUL byte: shadow loses rows there, or refuses the file").Because(new Evidence(path, nul))
                .With(new Remedy(new ByHand($"take the NUL bytes out of {path}", $"sed -i 's/\\x00//g' {path}")));
        }
        if (!file.EndsInNewline)
        {
            string reason = $"{path} does not end in a newline";
            // Docker reads it all the same; what is appended to it becomes part of the last row for everybody.
            Finding finding = file.IsRefused == false || user.IsRemapOwner
                ? Finding.Warn($"{reason}: what is appended becomes part of the last row, and shadow from 4.19 on refuses the file")
                : Finding.Fail($"{reason}, and shadow from 4.19 on refuses such a file");
            return finding.Because(new Evidence(path, file.Lines)).With(new Remedy(new EndLastLine(path)));
        }
        bool readByOthers = user.IsRemapOwner || !user.Host.HasGetsubids;
        if (file.LongLine is { } longLine && readByOthers)
        {
            return (user.IsRemapOwner ? Finding.Fail($"line {longLine} of {path} is 64 KiB or longer, and Docker reads nothing of the file")
                    : Finding.Warn($"line {longLine} of {path} is 64 KiB or longer, and programs that read the file themselves stop there"))
                .Because(new Evidence(path, longLine));
        }
        // Where getsubids is, RootlessKit asks it and Podman has libsubid; both read the file themselves where it is not.
        if (file.OddLine is not { } odd || !readByOthers || user.IsRemapOwner || IsOwn(user, table, odd)) return null;
        // Podman then makes do with the user's own id.
        Finding refused = Finding.Fail($"line {odd} of {path} has not three fields, and RootlessKit and a Podman without libsubid refuse the whole file over it").Because(EvidenceOf(table, odd));
        string[] of = [.. user.Engines.Select(engine => engine.Name).Where(RootlessEngine.OfRootlesskit.Contains)];
        return of.Length == 0 ? refused with { Status = Status.Warn } : of.Length == user.Engines.Count ? refused : refused.For(of);
    }

    private static bool IsOwn(UserFacts user, SubidTable table, int line) => user.Subids(table.Kind).Odd.Any(row => table.File.Rows[row].Line == line);

    private static Evidence EvidenceOf(SubidTable table, int line)
    {
        ReadOnlySpan<SubidRow> rows = table.File.Rows;
        (int low, int high) = (0, rows.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (rows[middle].Line < line) low = middle + 1;
            else high = middle;
        }
        return low < rows.Length && rows[low].Line == line ? table.Evidence(low) : new Evidence(table.Path, line);
    }
}
