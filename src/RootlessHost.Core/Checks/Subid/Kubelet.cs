using RootlessHost.Facts;

namespace RootlessHost.Checks.Subid;

/// <summary>The range of the owner <c>kubelet</c>, where there is one, is what kubelet accepts for pods in user namespaces.</summary>
internal sealed class Kubelet : IHostCheck
{
    private const string Owner = "kubelet";
    private const ulong Pod = 65536;
    private const ulong MostPods = 110; // kubelet's maxPods, unless configured

    public About About { get; } = new("subid.kubelet", "kubelet's range, where there is one, is what kubelet accepts")
    {
        Reads = "the rows of kubelet in /etc/subuid and /etc/subgid",
        Why = "For pods with hostUsers: false kubelet asks getsubids for the rows of the user kubelet. It stops unless there is exactly one, with a start and a count that are multiples of 65536, room for maxPods pods of 65536 ids each, and the same for gids.",
        Sources = ["https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/"],
    };

    public Finding Look(HostFacts host)
    {
        if (host.SubidPlugin is not null) return Finding.Skip("a directory answers");
        var account = new Account(Owner, 0, 0, "/", "");
        OwnedIds uids = OwnedIds.FromFile(host.Subids(IdKind.Uid), account, exists: false, byDocker: false);
        OwnedIds gids = OwnedIds.FromFile(host.Subids(IdKind.Gid), account, exists: false, byDocker: false);
        Finding finding = (uids.Granted.Length, gids.Granted.Length) switch
        {
            (0, 0) => Finding.Skip("no rows of kubelet: it takes the ids above 65535"),
            (1, 1) => Judge(uids.Granted[0].Range, gids.Granted[0].Range),
            var (uid, gid) => Finding.Fail($"kubelet wants one row of each kind and has {uid} of uids, {gid} of gids"),
        };
        return finding.Status is Status.Fail ? finding.Because([.. uids.Granted.Take(3).Select(owned => Aside.Evidence(uids, owned)), .. gids.Granted.Take(3).Select(owned => Aside.Evidence(gids, owned))]) : finding;
    }

    private static Finding Judge(IdRange uids, IdRange gids) =>
        uids != gids ? Finding.Fail($"kubelet wants the same uids and gids, and has uids {uids} and gids {gids}")
        : uids.Start % Pod != 0 || uids.Start < Pod ? Finding.Fail($"kubelet wants a start that is a multiple of {Pod}, not {uids.Start}")
        : uids.Count % Pod != 0 ? Finding.Fail($"kubelet wants a count that is a multiple of {Pod}, not {uids.Count}")
        : uids.Count < Pod * MostPods ? Finding.Fail($"{uids.Count / Pod} pods find ids, and kubelet wants them for {MostPods}").Wanted($"{Pod * MostPods}", $"{uids.Count}")
        : Finding.Pass($"ids {uids}, for {uids.Count / Pod} pods");
}
