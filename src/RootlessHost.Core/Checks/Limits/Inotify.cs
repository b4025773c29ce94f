using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Limits;

/// <summary>Users may watch at least as many files as the kernel lets them by default.</summary>
internal sealed class Inotify : IHostCheck
{
    private const string Watches = "fs.inotify.max_user_watches", Instances = "fs.inotify.max_user_instances";

    // The kernel's defaults. Clusters of several nodes want more (kind: 524288 and 512), one node does not.
    private const long FewWatches = 8192, FewInstances = 128;

    public About About { get; } = new("limits.inotify", "users may watch enough files for the nodes of a cluster")
    {
        Reads = $"{Watches}, {Instances}",
        Why = "Each container's runtime and each kubelet watches files. Beyond the limit they stop with 'too many open files', which no limit on open files explains.",
        Sources = ["inotify(7)", "https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files"],
        Running = true,
    };

    public Finding Look(HostFacts host) => (host.SysctlNumber(Watches), host.SysctlNumber(Instances)) switch
    {
        (null, null) => host.IsPartial ? Finding.Skip($"{Watches} is not in this image") : Finding.Fail("this kernel is built without inotify"),
        ( < FewWatches and var watches, _) => Few(host, Watches, watches, FewWatches, "524288"),
        (_, < FewInstances and var instances) => Few(host, Instances, instances, FewInstances, "512"),
        var (watches, instances) => Finding.Pass($"{watches ?? FewWatches} watches, {instances ?? FewInstances} instances"),
    };

    private static Finding Few(HostFacts host, string key, long value, long least, string remedy) => Finding.Fail($"{key} is {value}, fewer than the kernel's {least}")
        .Because(HostFacts.SysctlPath(key), $"{value}").Wanted($"at least {least}", $"{value}").With(new Remedy(NextBoot.Set(host, key, remedy)));
}
