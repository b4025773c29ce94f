using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>getsubids is there where only it knows the ranges.</summary>
internal sealed class Getsubids : IHostCheck
{
    public About About { get; } = new("subid.getsubids", "getsubids is installed, or is not needed")
    {
        Reads = "getsubids in the folders of programs, the subid line of /etc/nsswitch.conf",
        Why = "RootlessKit (Docker, nerdctl, BuildKit, k3s) learns a directory's ranges only from it, and without it reads /etc/subuid by itself, where they are not.",
        Sources = ["getsubids(1)", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/subid.md"],
    };

    public Finding Look(HostFacts host) => (host.SubidPlugin, host.Program("getsubids")) switch
    {
        (_, { } path) => Finding.Pass(path),
        (null, null) => Finding.Pass("not installed, and not needed: the files answer"),
        ({ } plugin, null) => Finding.Fail($"not installed, and {Printable.Of(plugin)} answers only through it")
            .Because(new Evidence("/etc/nsswitch.conf", host.Nsswitch.Line("subid"), $"subid: {Printable.Of(plugin)}"))
            .With(Packages.For(host.Os, "getsubids") is { } package ? new Remedy(package) : null),
    };
}
