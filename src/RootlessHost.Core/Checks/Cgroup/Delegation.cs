using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Cgroup;

/// <summary>The controllers that the engines set limits with are delegated to the user's systemd.</summary>
internal sealed class Delegation : IUserCheck
{
    private const Controllers Baseline = Controllers.Memory | Controllers.Pids;

    public About About { get; } = new("cgroup.delegation", "the controllers that limits need are delegated to the user")
    {
        Reads = "/sys/fs/cgroup/user.slice/user-UID.slice/user@UID.service/cgroup.controllers; Delegate= of user@.service when nobody is logged in",
        Why = "A rootless engine can only set limits with the controllers that systemd hands to the user. Without, --memory, --cpus and --pids-limit are ignored or refused, "
            + "and kind, k3s and the kubelet do not start.",
        Risk = "delegating cpu and cpuset costs a little scheduling time; delegating to user@.service is for every user",
        Sources =
        [
            "systemd.resource-control(5)", "https://rootlesscontaine.rs/getting-started/common/cgroup2/", "https://kind.sigs.k8s.io/docs/user/rootless/",
            "https://github.com/systemd/systemd/pull/23887",
        ],
    };

    public Finding Look(UserFacts user)
    {
        HostFacts host = user.Host;
        return host.CgroupLayout switch
        {
            _ when user.IsRemapOwner => Finding.Skip("the daemon is root's, and limits with root's controllers"),
            CgroupLayout.Hybrid or CgroupLayout.Legacy or CgroupLayout.None => Finding.FollowsFrom("cgroup.version"),
            _ when user.LiveControllers is { } live => Judge(user, live, new Evidence(user.ControllersFile, Text: live.Text()), isLive: true),
            _ when !host.HasSystemd => WithoutSystemd(user),
            _ when user.Delegation is { } configured => Judge(user, configured.Controllers & (host.RootControllers ?? Controllers.All), Origin(configured), isLive: false),
            _ => Finding.Skip("neither the user's systemd nor user@.service is in this image"),
        };
    }

    private static Finding Judge(UserFacts user, Controllers has, Evidence? evidence, bool isLive)
    {
        HostFacts host = user.Host;
        Controllers limits = ControllerWords.Parse(host.Needs.Limits);
        Controllers needed = limits == Controllers.None ? Baseline : limits;
        Controllers offered = host.RootControllers ?? Controllers.All;
        (string[] clusters, Controllers forClusters) = OfClusters(user, has);
        Controllers missing = needed & ~has;
        Controllers usual = (Baseline | Controllers.Cpu) & offered & ~has;
        Controllers lacking = missing | forClusters;
        return lacking switch
        {
            Controllers.None when usual == Controllers.None => Finding.Pass($"{has.Text()} {Are(has)} delegated{When(isLive)}"),
            // Above what this systemd delegates by itself there is nothing amiss.
            Controllers.None when usual == Controllers.Cpu && !host.DelegatesCpu =>
                Finding.Pass($"{has.Text()} are delegated{When(isLive)}; cpu is not, by systemd {host.SystemdVersion}'s default"),
            Controllers.None when isLive && IsConfigured(user, usual) => Finding.FollowsFrom("cgroup.delegation-conf"),
            Controllers.None => Short(Finding.Warn, usual),
            _ when (lacking & offered) == Controllers.None => Finding.FollowsFrom("cgroup.root"),
            _ when missing == Controllers.None => usual == forClusters && host.DelegatesCpu ? Short(Finding.Fail, lacking) : Short(Finding.Fail, lacking).For(clusters),
            _ when isLive && limits == Controllers.None && forClusters == Controllers.None && IsConfigured(user, missing) => Finding.FollowsFrom("cgroup.delegation-conf"),
            _ => Short(Finding.Fail, lacking),
        };

        Finding Short(Func<string, Finding> as_, Controllers lack)
        {
            bool isApplied = isLive && IsConfigured(user, lack & offered);
            string reason = isApplied
                ? $"{lack.Text()} {Are(lack)} not delegated yet, {has.Text()} {Are(has)}: applied, in force after re-login"
                : $"{lack.Text()} {Are(lack)} not delegated{When(isLive)}, {has.Text()} {Are(has)}";
            Finding finding = as_(reason).Because([.. evidence is null ? Array.Empty<Evidence>() : [evidence]]).Wanted((needed | forClusters | lack).Text(), has.Text());
            return isApplied && (lack & ~offered) == Controllers.None
                ? finding.AwaitingLogin(user.Name)
                : finding.With(DelegationRemedy.For(user, has | needed | lack | (usual & Controllers.Cpu)));
        }
    }

    // kind and the kubelet refuse to start without cpu, k3s without cpuset too.
    private static (string[] Engines, Controllers Missing) OfClusters(UserFacts user, Controllers has)
    {
        var engines = new List<string>(2);
        Controllers missing = Controllers.None;
        foreach (Engines.IEngine engine in user.Engines)
        {
            Controllers lack = ~has & engine.Name switch
            {
                "kubernetes" => Baseline | Controllers.Cpu,
                "k3s" => Baseline | Controllers.Cpu | Controllers.Cpuset,
                _ => Controllers.None,
            };
            if (lack == Controllers.None) continue;
            engines.Add(engine.Name);
            missing |= lack;
        }
        return ([.. engines], missing);
    }

    private static Finding WithoutSystemd(UserFacts user)
    {
        HostFacts host = user.Host;
        string? own = user.IsSelf && host.OwnCgroup is { } path ? $"{host.CgroupMount}{path.TrimEnd('/')}" : null;
        if (own is not null && host.Root.Stat($"{own}/cgroup.procs") is { } procs && procs.Uid == user.Uid && user.Uid != 0 && host.Word($"{own}/cgroup.controllers") is { } words)
        {
            Controllers has = ControllerWords.Parse(words);
            return Judge(user, has, new Evidence($"{own}/cgroup.controllers", Text: has.Text()), isLive: true);
        }
        const string Reason = "no systemd here hands control groups to users";
        (string[] clusters, _) = OfClusters(user, Controllers.None);
        return host.Needs.Limits.Count > 0 ? Finding.Fail(Reason)
            : clusters.Length > 0 ? Finding.Fail(Reason).For(clusters)
            : Finding.Skip($"{Reason}: containers run without limits");
    }

    private static bool IsConfigured(UserFacts user, Controllers set) => user.Delegation is { } configured && (set & ~configured.Controllers) == Controllers.None;

    private static Evidence? Origin(Facts.Delegation configured) =>
        (configured.Thief ?? configured.GrantOf(Controllers.Memory) ?? configured.GrantOf(Controllers.Pids)) is { } setting ? new Evidence(setting.Path, setting.Line, setting.ToString()) : null;

    private static string When(bool isLive) => isLive ? "" : " at the next login";

    private static string Are(Controllers set) => System.Numerics.BitOperations.PopCount((uint)set) <= 1 ? "is" : "are";
}
