using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>Mounts that the host makes later reach containers: / is shared.</summary>
internal sealed class Propagation : IHostCheck
{
    public About About { get; } = new("storage.propagation", "mounts that the host makes later reach containers")
    {
        Reads = "the optional fields of / in /proc/self/mountinfo",
        Why = "systemd makes / a shared mount at boot; other inits and containers do not. Podman then warns '\"/\" is not a shared mount', RootlessKit drops --propagation, and volumes "
            + "of Kubernetes with mountPropagation fail.",
        Risk = "mounts made later are seen in the namespaces of other services too, as they are wherever systemd runs",
        Sources = ["mount_namespaces(7)", "https://github.com/rootless-containers/rootlesskit/blob/master/pkg/parent/warn.go", "https://wiki.alpinelinux.org/wiki/Podman"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Mounts?.At("/") switch
    {
        null => Finding.Skip("mounts are not in this image"),
        { } root when root.Tags.Any(tag => tag.StartsWith("shared:", StringComparison.Ordinal)) => Finding.Pass("/ is a shared mount"),
        { } root => Finding.Fail("/ is not a shared mount").Because(Verdicts.Line(root)).Wanted("shared", root.Tags is [] ? "private" : string.Join(' ', root.Tags))
            .With(new Remedy(new ByHand("make / a shared mount, now and at every boot before users log in", "mount --make-rshared /")) { TakesEffect = TakesEffect.EngineRestart }),
    };
}
