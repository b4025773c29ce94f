using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>The user's LXC configuration maps a container's ids to ids that the user has.</summary>
internal sealed class Lxc : IUserCheck
{
    private const ulong Usual = 65536;

    public About About { get; } = new("engine.lxc", "the user's LXC configuration maps a container's ids to ids that the user has")
    {
        Reads = "~/.config/lxc/default.conf and what it includes: lxc.idmap; that of the user's containers; ~/.config/lxc/lxc.conf; the user's rows of /etc/subuid and /etc/subgid",
        Why = "LXC maps what its configuration says, not what the user has, and no package writes that down for a user: without lxc.idmap, lxc-create makes no container; with one that is "
            + "not the user's, 'newuidmap: uid range [0-65536) -> [100000-165536) not allowed'.",
        Sources = ["lxc.container.conf(5)", "lxc.system.conf(5)", "https://linuxcontainers.org/lxc/getting-started/"],
    };

    public Finding Look(UserFacts user)
    {
        if (user.Host.Program("lxc-start") is null) return Finding.FollowsFrom("engine.present");
        if (!user.HasHome) return Finding.Skip($"{user.Account.Home} is not there yet");
        if (user.SubidsAreUnread) return Finding.FollowsFrom("subid.syntax");
        // What there is to map is another check's question.
        if (Lacks(user, IdKind.Uid) || Lacks(user, IdKind.Gid)) return Finding.FollowsFrom("subid.present");
        IReadOnlyList<LxcIdMap> maps = LxcConf.IdMaps(user.LxcDefaults);
        if (Wrong(user, maps) is { } wrong) return wrong;
        if (LackedBy(maps) is not { } lacking) return Finding.Pass("lxc.idmap is within the user's ranges");
        string where = user.LxcDefaults.Count == 0 ? $"there is no {user.LxcDefaultsPath} with an lxc.idmap" : $"no lxc.idmap in {user.LxcDefaultsPath} is for the {lacking} of a container's root";
        Finding finding = user.LxcContainers.FirstOrDefault(container => IsOfItsOwn(user, container.Settings)) is { Name: { } name }
            ? Finding.Warn($"{where}: {name} has its own, and lxc-create makes no other")
            : Finding.Fail(where);
        return finding.Because(user.LxcDefaultsPath).With(Write(user, maps));
    }

    private static Finding? Wrong(UserFacts user, IReadOnlyList<LxcIdMap> maps)
    {
        foreach (LxcIdMap map in maps)
        {
            var evidence = new Evidence(map.Setting.Path, map.Setting.Line, $"{map.Setting}");
            if (map.Kind is not { } kind) return Finding.Fail("lxc.idmap is not KIND INSIDE OUTSIDE COUNT").Because(evidence);
            if (!Has(user, kind, map.Outside)) return Finding.Fail($"{map.Setting} is outside the ranges of {user.Name}").Because(evidence);
        }
        return null;
    }

    private static bool IsOfItsOwn(UserFacts user, IReadOnlyList<LxcSetting> settings)
    {
        IReadOnlyList<LxcIdMap> maps = LxcConf.IdMaps(settings);
        return LackedBy(maps) is null && Wrong(user, maps) is null;
    }

    private static bool Lacks(UserFacts user, IdKind kind) => user.Subids(kind) is { Granted: [] } or { Unasked: not null };

    private static string? LackedBy(IReadOnlyList<LxcIdMap> maps) => (maps.Any(map => map.IsOfRoot(IdKind.Uid)), maps.Any(map => map.IsOfRoot(IdKind.Gid))) switch
    {
        (true, true) => null,
        (false, true) => "uid",
        (true, false) => "gid",
        _ => "uid and gid",
    };

    // A map of one id, the user's own, needs no row.
    private static bool Has(UserFacts user, IdKind kind, IdRange wanted) =>
        wanted == new IdRange(kind == IdKind.Uid ? user.Uid : user.Account.Gid, 1)
        || user.Subids(kind).Granted.Any(owned => wanted.Start >= owned.Range.Start && wanted.End <= owned.Range.End);

    // As the user: root writes nothing into a folder that another controls.
    private static Remedy Write(UserFacts user, IReadOnlyList<LxcIdMap> maps)
    {
        string[] lines =
        [
            .. from kind in (IdKind[])[IdKind.Uid, IdKind.Gid]
               where !maps.Any(map => map.IsOfRoot(kind))
               let range = user.Subids(kind).Granted.MaxBy(owned => owned.Range.Count).Range
               select $"lxc.idmap = {(kind == IdKind.Uid ? 'u' : 'g')} 0 {range.Start} {Math.Min(range.Count, Usual)}",
        ];
        string path = user.LxcDefaultsPath;
        string name = Shell.Quote(user.Name);
        return new(new ByHand(
            $"write {string.Join(" and ", lines)} into {path}",
            $"runuser -u {name} -- mkdir -p {Shell.Quote(path[..Math.Max(path.LastIndexOf('/'), 1)])}",
            $"printf '%s\\n' {string.Join(' ', lines.Select(Shell.Quote))} | runuser -u {name} -- tee -a {Shell.Quote(path)}"))
        {
            Impact = Impact.User,
        };
    }
}
