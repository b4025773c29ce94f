using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs.Containers;

/// <summary>Podman, with images and containers of its own in a folder that lies where the user's do.</summary>
internal sealed class PodmanContainer : Contained
{
    private readonly string _folder;
    private readonly string _state;

    public PodmanContainer(Trial trial) : base(trial)
    {
        DataRoot root = trial.User.DataRoots.First(root => root.Engine == "podman");
        _folder = trial.Keeper.MakeFolder(root.Existing);
        _state = trial.MakeScratch();
        Calls.MakeFolder($"{_folder}/tmp", 0b111_000_000);
        PodmanTraces.Forget(trial, _state);
        // The last: a crun that keeps compiled seccomp filters (1.5) would leave them in the user's runtime directory.
        Engine = [trial.Program("podman")!, "--root", $"{_folder}/root", "--runroot", $"{_state}/run", "--tmpdir", $"{_state}/tmp", "--events-backend", "file", "--runtime-flag", $"root={_state}/runtime"];
        // What the image's other users own, only the namespace's root can remove; and a process of theirs only Podman can end.
        trial.Keeper.AtEnd([.. Engine, "unshare", "rm", "-rf", "--", $"{_folder}/root/overlay", $"{_folder}/root/vfs", $"{_folder}/root", $"{_folder}/tmp"], Environment);
        trial.Keeper.AtEnd([.. Engine, "rm", "--force", "--time", "0", Name], Environment);
    }

    protected override IReadOnlyList<string> Engine { get; }

    // What it unpacks on the way lies there too, and so does its memory of where layers came from.
    protected override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["TMPDIR"] = $"{_folder}/tmp", ["XDG_DATA_HOME"] = $"{_folder}/data" };

    // Since 3.2; older ones are ended by us alone.
    protected override IReadOnlyList<string> Bounds => Trial.Host.VersionOf("podman") is { } version && version >= new Version(3, 2) ? ["--timeout", ((int)Trial.Limit.TotalSeconds + 10).ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];

    public override Outcome Run(ImageRun image)
    {
        using Stream archive = image.Read();
        Outcome taken = Do(image.Archive.IsImage ? ["load", "--quiet"] : ["import", "--quiet", "-"], archive, out _);
        if (taken.Status != Status.Pass) return taken;
        Outcome listed = Do(["images", "--quiet", "--no-trunc"], input: null, out string ids);
        if (listed.Status != Status.Pass) return listed;
        return ids.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var id, ..] ? RunIn(id, image.Command) : Trial.Failed("podman has no image after all of it was read");
    }

    public override string ByHand(ImageRun image)
    {
        string file = Shell.Quote(image.Path), command = string.Join(' ', image.Command.Skip(1).Select(Shell.Quote).Prepend("").Prepend("IMAGE").Where(word => word.Length > 0));
        return $"podman {(image.Archive.IsImage ? "load" : "import -")} <{file} && podman run --rm --network none --entrypoint {Shell.Quote(image.Command[0])} {command}";
    }
}
