using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The kernel lets users create the other namespaces that a container has, and enough of them.</summary>
internal sealed class MaxOther : IHostCheck
{
    private const long Few = 1024;

    private static readonly string[] Kinds = ["net", "mnt", "pid", "ipc", "uts", "cgroup"];

    // It recommends to forbid network namespaces, and needs none.
    private static readonly string[] WithoutNetwork = ["apptainer"];

    public About About { get; } = new("userns.max-other", "users may create the other namespaces that a container has, and enough of them")
    {
        Reads = "user.max_{net,mnt,pid,ipc,uts,cgroup}_namespaces, and the files that set them at boot",
        Why = "A container has one of each. Apptainer's guide recommends user.max_net_namespaces = 0 as hardening, which no other engine survives.",
        Risk = "each kind of namespace opens kernel code to users that they could not reach before",
        Sources = ["namespaces(7)", "https://apptainer.org/docs/admin/main/user_namespace.html"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        string[] keys = [.. Kinds.Select(kind => $"user.max_{kind}_namespaces").Where(key => host.SysctlNumber(key) is not null)];
        if (keys.Length == 0) return host.IsPartial ? Finding.Skip("user.max_net_namespaces is not in this image") : Finding.FollowsFrom("userns.max");
        return keys.Select(key => Of(host, key)).OfType<Finding>().OrderByDescending(finding => finding.Status == Status.Fail).FirstOrDefault()
            ?? Finding.Pass($"up to {keys.Min(key => host.SysctlNumber(key))} of each");
    }

    private static Finding? Of(HostFacts host, string key)
    {
        string[] engines = [.. host.Engines.Select(engine => engine.Name).Where(name => key != "user.max_net_namespaces" || !WithoutNetwork.Contains(name))];
        long live = host.SysctlNumber(key)!.Value;
        Finding? finding = live switch
        {
            _ when engines.Length == 0 => null,
            0 => Finding.Fail($"{key} is 0").Because(HostFacts.SysctlPath(key), "0").Wanted($"at least {Few}", "0"),
            < Few => Finding.Warn($"{key} is {live}, fewer than {Few}").Because(HostFacts.SysctlPath(key), $"{live}").Wanted($"at least {Few}", $"{live}"),
            _ => NextBoot.Undoes(host, key, Few, Default(host)),
        };
        return finding?.With(finding.Remedy ?? new Remedy(NextBoot.Set(host, key, $"{Default(host)}"))).For(engines);
    }

    // What the kernel starts with: kernel/fork.c, fork_init.
    private static long Default(HostFacts host) => Math.Max(Few, (host.SysctlNumber("kernel.threads-max") ?? 2 * 28633) / 2);
}
