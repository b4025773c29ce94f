using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs.Containers;

namespace RootlessHost.Proofs;

/// <summary>
/// Folders of proofs whose process was killed before it could clean up: they lie where proofs make them, are named as proofs name them, belong to the user alone, and nobody holds
/// them. They are removed by the user's own process and with the user's rights.
/// </summary>
internal static class Leftovers
{
    /// <summary>How the folders are named, before six characters that nobody can foresee.</summary>
    public const string Prefix = ".rootless-host-";

    /// <summary>In the environment of every process of a proof: its first folder. Who holds that no more is no more.</summary>
    public const string Mark = "ROOTLESS_HOST_PROOF";

    /// <summary>Before a file in the record that names a process.</summary>
    public const string Pid = "pid ";

    private const string Record = "made";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Marks what this process starts, so that another finds it should this one be killed.</summary>
    public static void Leave(Trial trial)
    {
        try
        {
            Environment.SetEnvironmentVariable(Mark, trial.Scratch);
            trial.Keeper.RecordIn($"{trial.Scratch}/{Record}");
        }
        catch (IOException)
        {
            // Nowhere to make a folder: each proof that needs one says so.
        }
    }

    /// <param name="trial">The user's.</param>
    /// <param name="patience">For so long those that are held are tried again: what a process was about to run when it was killed holds for it until it runs.</param>
    public static void Remove(Trial trial, TimeSpan patience = default)
    {
        List<string> left = [.. PlacesOf(trial.User).Distinct().SelectMany(In)];
        for (long until = Environment.TickCount64 + (long)patience.TotalMilliseconds; ; Thread.Sleep(Pause))
        {
            left.RemoveAll(folder => TryRemove(trial, folder));
            if (left.Count == 0 || Environment.TickCount64 >= until) return;
        }
    }

    /// <returns>False when somebody holds it.</returns>
    private static bool TryRemove(Trial trial, string folder)
    {
        using HeldFolder? held = HeldFolder.TryHold(folder);
        if (held is null) return !Directory.Exists(folder);
        Descendants.EndMarked($"{Mark}={folder}", Patience);
        Forget($"{folder}/{Record}");
        if (Folders.Remove(folder)) return true;
        // An engine unpacked an image there; what other ids own, only a namespace's root can remove.
        if (!trial.User.IsRemapOwner) RemoveAsRoot(trial, folder);
        Folders.Remove(folder);
        return true;
    }

    private static void RemoveAsRoot(Trial trial, string folder)
    {
        if (trial.Program("lxc-usernsexec") is { } exec && trial.Run(LxcContainer.Everything(trial, exec, "rm", "-rf", "--", folder), "removed").Status == Status.Pass) return;
        if (trial.Program("podman") is not { } podman) return;
        PodmanTraces.Forget(trial, trial.PodmanState);
        string state = trial.PodmanState;
        _ = trial.Run([podman, "--root", $"{folder}/root", "--runroot", $"{state}/run", "--tmpdir", $"{state}/tmp", "unshare", "rm", "-rf", "--", $"{folder}/root", $"{folder}/tmp"], "removed");
    }

    // What stands there is done with the user's rights, and takes nothing away that has something in it, or names a process that is there.
    private static void Forget(string record)
    {
        foreach (string line in Lines(record).Reverse())
        {
            if (!line.StartsWith(Pid, StringComparison.Ordinal)) Folders.RemoveEmpty(line);
            else if (Lines(line[Pid.Length..]) is [var pid, ..] && uint.TryParse(pid, out _) && !Directory.Exists($"/proc/{pid}")) Folders.RemoveFile(line[Pid.Length..]);
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return Calls.Read(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (PosixException)
        {
            return []; // it had not come to that
        }
    }

    private static IEnumerable<string> PlacesOf(UserFacts user) => user.IsRemapOwner
        ? ["/tmp", .. ImagesOf(user).Where(place => Remapped.Refusal(place) is null)]
        : [.. ImagesOf(user), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/tmp", .. user.HasHome ? (string[])[user.Account.Home] : []];

    private static IEnumerable<string> ImagesOf(UserFacts user)
    {
        try
        {
            return [.. user.DataRoots.Select(root => root.Existing)];
        }
        catch (IOException)
        {
            return []; // her configuration is not to be read: whichever proof needs to know says so
        }
    }

    private static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length == Prefix.Length + 6;

    private static IEnumerable<string> In(string place)
    {
        using Root root = Root.Live();
        try
        {
            return [.. (root.List(place) ?? []).Where(IsOurs).Select(name => $"{place.TrimEnd('/')}/{name}")];
        }
        catch (IOException)
        {
            return []; // what she may not list, she could not make a folder in either
        }
    }
}
