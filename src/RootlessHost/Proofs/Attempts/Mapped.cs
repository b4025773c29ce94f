using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>userns.probe-mapped</c>: a namespace is held open, its map filled as engines fill it, and a file given to its last id.</summary>
internal sealed class Mapped : IAttempt
{
    // What an image may use: 0 to 65535 (nobody's group of some is 65534, and some have 65535).
    private const uint Last = 65535;

    public string Id => "userns.probe-mapped";

    public Outcome Try(Trial trial, string? engine)
    {
        string? unshare = trial.Program("unshare"), nsenter = trial.Program("nsenter");
        if (unshare is null || nsenter is null) return new Outcome(Id, engine, Status.Unknown, "unshare and nsenter, of util-linux, are not installed");
        using var held = new Child(trial.Keeper, [unshare, "--user", "--", .. Child.Held]);
        try
        {
            if (held.Hear(Child.IsHeld, trial.Limit) is null) return held.HasEnded ? trial.Judge([unshare], ended: true, held, "") : Trial.Failed("no user namespace in time", "ETIMEDOUT");
            string pid = held.Pid.ToString(CultureInfo.InvariantCulture);
            string[] enter = [nsenter, "--user", "--target", pid, "--setuid", "0", "--setgid", "0"];
            return trial.User.IsRemapOwner ? Remapped.Do(trial, pid, enter, Last) : Do(trial, pid, enter);
        }
        finally
        {
            held.End();
        }
    }

    private static Outcome Do(Trial trial, string pid, string[] enter)
    {
        string command = trial.ByHand("unshare --user sleep 60 & newuidmap $! 0 $(id -u) 1 1 FIRST 65535; newgidmap $! 0 $(id -g) 1 1 FIRST 65535; nsenter --user --target $! chown 65535:65535 FILE");
        foreach ((string helper, IdKind kind, uint own) in (ReadOnlySpan<(string, IdKind, uint)>)[("newuidmap", IdKind.Uid, trial.User.Uid), ("newgidmap", IdKind.Gid, trial.User.Account.Gid)])
        {
            if (trial.Program(helper) is not { } program) return Trial.Failed($"{helper} is not installed", "ENOENT") with { Command = command };
            Outcome mapped = trial.Run([program, pid, .. Map(own, trial.User.Subids(kind).Granted)], "mapped");
            if (mapped.Status != Status.Pass) return mapped with { Command = command };
        }
        return trial.RunInside([.. enter, "--"], "own", Folder(trial), Last.ToString(CultureInfo.InvariantCulture)) with { Command = command };
    }

    // Where images would be: other filesystems may know other owners than the one of XDG_RUNTIME_DIR does.
    private static string Folder(Trial trial) => trial.Keeper.MakeFolder(trial.User.HasHome ? trial.User.Account.Home : trial.Scratch);

    /// <summary>0 is the user, and then the ranges in their order, as RootlessKit and Podman map them. Equal ones are one to RootlessKit; what they are to Podman its own proof tells.</summary>
    private static IEnumerable<string> Map(uint own, IReadOnlyList<OwnedRange> granted)
    {
        ulong inside = 1;
        List<ulong> numbers = [0, own, 1];
        foreach (IdRange range in granted.Select(owned => owned.Range).Distinct())
        {
            numbers.AddRange([inside, range.Start, range.Count]);
            inside += range.Count;
        }
        return numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
    }
}
