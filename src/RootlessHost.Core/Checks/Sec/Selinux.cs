using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>Where SELinux enforces, the policy for containers is installed.</summary>
internal sealed class Selinux : IHostCheck
{
    // Files of the container-selinux package; where the policy itself is kept only root may look.
    private static readonly string[] OfPackage =
    [
        "/usr/share/containers/selinux/contexts",
        "/usr/share/selinux/packages/container.pp.bz2",
        "/usr/share/selinux/packages/targeted/container.pp.bz2",
    ];

    public About About { get; } = new("sec.selinux", "where SELinux enforces, the policy for containers is installed")
    {
        Reads = "/sys/fs/selinux/enforce, /etc/selinux/config, the files of container-selinux",
        Why = "Without container-selinux, containers run in the user's own domain, or are denied their files.",
        Sources = ["selinux(8)", "https://github.com/containers/podman/blob/main/troubleshooting.md", "https://docs.docker.com/engine/security/rootless/"],
    };

    public Finding Look(HostFacts host) => host switch
    {
        _ when !Enforces(host) => Finding.Pass("SELinux enforces nothing here"),
        _ when OfPackage.Any(path => host.Root.Stat(path) is not null) => Finding.Pass("container-selinux is installed"),
        // Other distributions have their container policy in the base policy, or none.
        { Os.Manager: not PackageManager.Dnf } => Finding.Skip($"where {host.Os.Id} keeps its policy for containers is not known"),
        _ => Finding.Warn("SELinux enforces, and container-selinux is not installed").Because(OfPackage[0], "absent")
            .With(new Remedy(new InstallPackage(PackageManager.Dnf, "container-selinux"))),
    };

    private static bool Enforces(HostFacts host) => host.Word("/sys/fs/selinux/enforce") is { } live
        ? live == "1"
        : host.IsPartial && host.Word("/etc/selinux/config")?.Split('\n').Any(line => line.Replace(" ", "") == "SELINUX=enforcing") == true;
}
