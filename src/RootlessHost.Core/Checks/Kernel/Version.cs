using RootlessHost.Facts;

namespace RootlessHost.Checks.Kernel;

/// <summary>The kernel is new enough for containers without root.</summary>
internal sealed class Version : IHostCheck
{
    // These only need user namespaces, which 3.8 brought.
    private static readonly string[] Frugal = ["userns-remap", "apptainer", "lxc"];

    public About About { get; } = new("kernel.version", "the kernel is new enough for containers without root")
    {
        Reads = "kernel.osrelease",
        Why = "4.18 lets users mount FUSE filesystems in their namespace, without which no image can be unpacked in layers. Distributions carry features back, so above that what the kernel can do is asked of itself.",
        Sources = ["uname(2)", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://rootlesscontaine.rs/getting-started/common/cgroup2/"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Kernel switch
    {
        null => Finding.Skip("kernel.osrelease is not in this image"),
        { Version: { Major: 0, Minor: 0 } } kernel => Finding.Skip($"{kernel.Text} has no version that could be compared"),
        { } kernel when !kernel.IsAtLeast(3, 8) => Finding.Fail($"kernel {kernel.Text} is older than 3.8, which brought user namespaces").Because(Read(kernel)).Wanted("3.8", kernel.Text),
        { } kernel when !kernel.IsAtLeast(4, 18) => Old(host, kernel),
        { } kernel => Finding.Pass($"kernel {kernel.Text}"),
    };

    private static Finding Old(HostFacts host, KernelRelease kernel) =>
        host.Engines.Select(engine => engine.Name).Except(Frugal).ToArray() is { Length: > 0 } others
            ? Finding.Fail($"kernel {kernel.Text} is older than 4.18, which lets users mount what images need").Because(Read(kernel)).Wanted("4.18", kernel.Text).For(others)
            : Finding.Pass($"kernel {kernel.Text}");

    private static Evidence Read(KernelRelease kernel) => new(HostFacts.SysctlPath("kernel.osrelease"), Text: kernel.Text);
}
