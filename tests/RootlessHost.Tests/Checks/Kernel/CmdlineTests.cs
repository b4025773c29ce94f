using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Kernel;

public sealed class CmdlineTests
{
    [Theory]
    [InlineData("root=/dev/vda1 quiet", null, Status.Pass, "turns nothing off")]
    [InlineData("cgroup_disable=memory quiet", "cpu io pids", Status.Skip, "follows from cgroup.root")] // one cause, one failure
    [InlineData("cgroup_disable=memory quiet", "cpu io memory pids", Status.Pass, "turns nothing off")] // the kernel took it back
    [InlineData("cgroup_disable=memory cgroup_enable=memory", null, Status.Pass, "turns nothing off")] // as one does on a Raspberry Pi
    [InlineData("cgroup_disable=memory", null, Status.Fail, "cgroup_disable=memory on the boot command line: no container can be limited in memory")]
    [InlineData("cgroup-disable=hugetlb,memory", null, Status.Fail, "cgroup_disable=hugetlb,memory on the boot command line: no container can be limited in memory")]
    [InlineData("cgroup_disable=memory_x", null, Status.Pass, "turns nothing off")]
    [InlineData("quiet -- cgroup_disable=memory", null, Status.Pass, "turns nothing off")] // for the first process only
    [InlineData("dyndbg=\"a cgroup_disable=memory b\"", null, Status.Pass, "turns nothing off")]
    [InlineData("user_namespace.enable=0", null, Status.Fail, "user_namespace.enable=0 on the boot command line: users may create no user namespaces")]
    [InlineData("user_namespace.enable=0 user_namespace.enable=1", null, Status.Pass, "turns nothing off")]
    public void Looks_for_what_turns_something_off(string line, string? controllers, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/cmdline"] = line + "\n" };
        if (controllers is not null) host["/sys/fs/cgroup/cgroup.controllers"] = controllers + "\n";

        Finding finding = host.Ask("kernel.cmdline");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
