using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs.Containers;

/// <summary>LXC: a container of the user's defaults, but for its network, in a folder of its own where the user's containers are.</summary>
internal sealed class LxcContainer(Trial trial) : Contained(trial)
{
    private const string Config = "config";
    private const string Files = "rootfs";

    protected override IReadOnlyList<string> Engine => [Trial.Program("lxc-execute")!];

    public override Outcome Run(ImageRun image)
    {
        if (image.Archive.IsImage) return Trial.Failed("LXC takes in no image that save wrote: give it the files of a root filesystem, as podman export writes them") with { IsOwn = true };
        if (Trial.Program("lxc-usernsexec") is not { } exec) return Trial.Failed("lxc-usernsexec is not installed", "ENOENT");
        IReadOnlyList<LxcIdMap> maps = LxcConf.IdMaps(Trial.User.LxcDefaults);
        if (maps.Count == 0) return Trial.Failed($"{Trial.User.LxcDefaultsPath} maps no ids");
        string place = Trial.User.DataRoots.First(root => root.Engine == "lxc").Existing;
        string folder = Trial.Keeper.MakeFolder(place);
        // The container's root is another than the user, and has to pass.
        Calls.SetMode(folder, 0b111_001_001);
        string container = $"{folder}/{Name}", files = $"{container}/{Files}";
        Calls.MakeFolder(container, 0b111_001_001);
        Calls.MakeFolder(files, 0b111_101_101);
        Calls.Write($"{container}/{Config}", ConfigFor(files));
        Forget(folder);
        Trial.Keeper.Afterwards(Everything(Trial, exec, "rm", "-rf", "--", files));

        using Stream archive = image.Read();
        using (var unpack = new Child(Trial.Keeper, [exec, .. Unpacking(maps), "--", "/bin/sh", "-c", "chown 0:0 \"$0\" && exec tar --numeric-owner -x -f - -C \"$0\"", files], input: archive))
        {
            bool ended = unpack.Wait(Trial.Limit);
            if (!ended || unpack.Status != 0) return Trial.Judge([exec], ended, unpack, "");
        }
        return Execute(folder, image.Command);
    }

    /// <summary>A command run with all of the user's ids, as the root over them: what a container's root leaves, only that can remove.</summary>
    public static IReadOnlyList<string> Everything(Trial trial, string exec, params IReadOnlyList<string> command) =>
    [
        exec, .. Maps("u", trial.User.Uid, IdKind.Uid, trial.User), .. Maps("g", trial.User.Account.Gid, IdKind.Gid, trial.User), "--", .. command,
    ];

    public override string ByHand(ImageRun image) =>
        $"lxc-create -t none -n NAME && lxc-usernsexec -- tar -x -f {Shell.Quote(image.Path)} -C ROOTFS && lxc-execute -n NAME -- {string.Join(' ', image.Command.Select(Shell.Quote))}";

    private Outcome Execute(string folder, IReadOnlyList<string> command)
    {
        // LXC before 5 starts only in a group that is delegated to the user; Debian's lxc-unpriv-start asks for one in these words.
        string[] scope = Trial.User.HasManager && Trial.Program("systemd-run") is { } run ? [run, "--user", "--scope", "--quiet", "--collect", "-p", "Delegate=yes", "--"] : [];
        using var child = new Child(Trial.Keeper, [.. scope, .. Engine, "-n", Name, "-P", folder, "--", .. command]);
        bool ended = child.Wait(Trial.Limit);
        if (!ended) return Overdue(command[0]);
        if (child.Status == 0) return Ran(command[0], child);
        // Its own complaints begin so, the first is the cause; what systemd-run says of a scope that it cannot have has no such beginning.
        if (child.Words.Split('\n').FirstOrDefault(line => line.StartsWith("lxc-execute: ", StringComparison.Ordinal)) is { } complaint)
        {
            // After the container's name and the place in its own sources.
            string said = complaint.Split(' ', 6) is [_, _, _, _, _, var rest] ? rest : complaint;
            return Trial.Failed($"lxc-execute: {said}", Errno.FromWords(said.Split(" - ")[0]));
        }
        return scope.Length > 0 && child.Words.StartsWith("Failed to ", StringComparison.Ordinal) ? Trial.Judge(scope, ended, child, "") : EndedBadly(command[0], child);
    }

    // Its defaults may want a bridge of root's.
    private string ConfigFor(string files)
    {
        using Root root = Root.Live();
        string defaults = Trial.User.LxcDefaultsPath;
        return $"{(root.Stat(defaults) is null ? "" : $"lxc.include = {defaults}\n")}lxc.net =\nlxc.net.0.type = empty\nlxc.rootfs.path = dir:{files}\nlxc.mount.auto = proc:mixed sys:ro\n";
    }

    // As lxc-create unpacks a template: the container's ids are what they are in it, and the user, whose folder it is, comes after them.
    private IEnumerable<string> Unpacking(IReadOnlyList<LxcIdMap> maps)
    {
        foreach (IdKind kind in (IdKind[])[IdKind.Uid, IdKind.Gid])
        {
            string letter = kind == IdKind.Uid ? "u" : "g";
            ulong last = 0;
            foreach (LxcIdMap map in maps.Where(map => map.Kind == kind))
            {
                yield return Map(letter, map.Inside, map.Outside.Start, map.Outside.Count);
                last = Math.Max(last, map.Inside + map.Outside.Count);
            }
            yield return Map(letter, last, kind == IdKind.Uid ? Trial.User.Uid : Trial.User.Account.Gid, 1);
        }
    }

    private static IEnumerable<string> Maps(string letter, uint own, IdKind kind, UserFacts user)
    {
        yield return Map(letter, 0, own, 1);
        ulong inside = 1;
        foreach (IdRange range in user.Subids(kind).Granted.Select(owned => owned.Range))
        {
            yield return Map(letter, inside, range.Start, range.Count);
            inside += range.Count;
        }
    }

    private static string Map(string letter, ulong inside, ulong outside, ulong count) => string.Create(CultureInfo.InvariantCulture, $"-m{letter}:{inside}:{outside}:{count}");

    // Its locks: a folder for each part of the path, and an empty file.
    private void Forget(string folder)
    {
        string runtime = System.Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } set ? set : Trial.User.InHome(".cache");
        var made = new List<string> { $"{runtime}/lxc", $"{runtime}/lxc/lock" };
        for (int slash = folder.IndexOf('/', 1); ; slash = folder.IndexOf('/', slash + 1))
        {
            made.Add($"{runtime}/lxc/lock{(slash < 0 ? folder : folder[..slash])}");
            if (slash < 0) break;
        }
        made.Add($"{runtime}/lxc/lock{folder}/.{Name}");
        Trial.Keeper.Forget([.. made]);
    }
}
