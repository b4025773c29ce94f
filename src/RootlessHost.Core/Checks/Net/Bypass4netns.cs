using RootlessHost.Facts;

namespace RootlessHost.Checks.Net;

/// <summary>bypass4netns, which makes rootless networks fast, finds what it needs.</summary>
internal sealed class Bypass4netns : IHostCheck
{
    private const string Actions = "/proc/sys/kernel/seccomp/actions_avail";

    public About About { get; } = new("net.bypass4netns", "bypass4netns finds what it needs, where it is installed")
    {
        Reads = $"bypass4netns in /usr; {Actions}; the versions of the kernel, runc and crun",
        Why = "It replaces a container's sockets by the host's, through seccomp's notifications: near the speed of the host, for less isolation. It needs kernel 5.9, and runc 1.1 or crun 1.6.",
        Sources = ["https://github.com/rootless-containers/bypass4netns"],
    };

    public Finding Look(HostFacts host) => host.ProgramAnywhere("bypass4netns") switch
    {
        null => Finding.Skip("bypass4netns is not installed"),
        _ when !host.KernelIsAtLeast(5, 9) => Finding.Fail($"kernel {host.Kernel!.Text} is older than 5.9"),
        _ when host.Word(Actions) is { } actions && !actions.Split(' ').Contains("user_notif") => Finding.Fail("this kernel's seccomp has no user_notif").Because(Actions),
        _ when IsOld(host, "runc", new(1, 1)) && IsOld(host, "crun", new(1, 6)) => Finding.Fail($"runc {host.VersionOf("runc")} is older than 1.1, and there is no crun 1.6"),
        _ => Finding.Pass("bypass4netns is installed"),
    };

    private static bool IsOld(HostFacts host, string program, Version wanted) => host.Program(program) is null || (host.VersionOf(program) is { } version && version < wanted);
}
