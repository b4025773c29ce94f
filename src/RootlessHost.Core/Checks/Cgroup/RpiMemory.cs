using RootlessHost.Facts;

namespace RootlessHost.Checks.Cgroup;

/// <summary>The firmware of a Raspberry Pi leaves the memory controller on.</summary>
internal sealed class RpiMemory : IHostCheck
{
    public About About { get; } = new("cgroup.rpi-memory", "the firmware of a Raspberry Pi leaves the memory controller on")
    {
        Reads = "/proc/device-tree/model, /proc/cmdline, /sys/fs/cgroup/cgroup.controllers",
        Why = "The firmware of a Raspberry Pi puts cgroup_disable=memory before the command line of cmdline.txt. Limits on memory then do nothing, and k3s refuses to start.",
        Sources = ["https://docs.k3s.io/installation/requirements?os=pi", "https://github.com/raspberrypi/linux/commit/9b0efcc1ec497b2985c6aaa60cd97f0d2d96d203"],
        Running = true,
    };

    // What is in force decides: a later cgroup_enable=memory undoes the firmware's word. The failure itself is cgroup.root's.
    public Finding Look(HostFacts host) => host.RootControllers switch
    {
        _ when !host.IsRaspberryPi => Finding.Skip("not a Raspberry Pi"),
        null => Finding.FollowsFrom("cgroup.version"),
        { } has when !has.HasFlag(Controllers.Memory) => Finding.FollowsFrom("cgroup.root"),
        _ => Finding.Pass("the memory controller is on"),
    };
}
