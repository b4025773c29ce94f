using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>newuidmap and newgidmap are installed.</summary>
internal sealed class Helpers : IHostCheck
{
    public About About { get; } = new("subid.helpers", "newuidmap and newgidmap are installed")
    {
        Reads = "newuidmap and newgidmap in the folders of programs",
        Why = "Only a privileged program may give a user namespace more than the caller's own id. Without them Docker stops with 'could not find newuidmap', and Podman with 'command required for rootless mode'.",
        Sources = ["newuidmap(1)", "newgidmap(1)", "https://rootlesscontaine.rs/getting-started/common/subuid/", "https://docs.docker.com/engine/security/rootless/"],
    };

    public Finding Look(HostFacts host) => (host.Helper("newuidmap"), host.Helper("newgidmap")) switch
    {
        ({ } uid, { } gid) => Finding.Pass($"{uid} and {gid}"),
        (null, null) => Missing(host, "newuidmap and newgidmap are not installed"),
        (null, _) => Missing(host, "newuidmap is not installed"),
        _ => Missing(host, "newgidmap is not installed"),
    };

    private static Finding Missing(HostFacts host, string reason) =>
        Finding.Fail(reason).With(Packages.For(host.Os, "newuidmap") is { } package ? new Remedy(package) : null);
}
