using System.IO.Compression;
using System.Text;
using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Kernel;

public sealed class ConfigTests
{
    private const string Namespaces = "CONFIG_USER_NS=y\nCONFIG_PID_NS=y\nCONFIG_NET_NS=y\nCONFIG_UTS_NS=y\nCONFIG_IPC_NS=y\n";
    private const string Rest = "CONFIG_POSIX_MQUEUE=y\nCONFIG_SECCOMP_FILTER=y\nCONFIG_CFS_BANDWIDTH=y\n";
    private const string Path = "/boot/config-6.1.0";

    [Theory]
    [InlineData(Namespaces + Rest, Status.Pass, "all that containers are made of, as /boot/config-6.1.0 has it")]
    [InlineData("# CONFIG_USER_NS is not set\nCONFIG_PID_NS=y\nCONFIG_NET_NS=y\nCONFIG_UTS_NS=y\nCONFIG_IPC_NS=y\n" + Rest, Status.Fail, "this kernel is built without CONFIG_USER_NS")]
    [InlineData("XCONFIG_USER_NS=y\nCONFIG_USER_NS_X=y\nCONFIG_USER_NS=n\nCONFIG_PID_NS=y\nCONFIG_NET_NS=y\nCONFIG_UTS_NS=y\nCONFIG_IPC_NS=y\n" + Rest, Status.Fail, "this kernel is built without CONFIG_USER_NS")]
    [InlineData(Namespaces + "CONFIG_SECCOMP_FILTER=y\n", Status.Warn, "this kernel is built without CONFIG_POSIX_MQUEUE: no container can mount /dev/mqueue")]
    [InlineData(Namespaces + "CONFIG_POSIX_MQUEUE=y\n", Status.Warn, "this kernel is built without CONFIG_SECCOMP_FILTER: containers run without their system call filter")]
    public void Reads_the_configuration(string text, Status status, string reason)
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n", [Path] = text };

        Finding finding = host.Ask("kernel.config");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void What_the_kernel_shows_counts_more_than_its_configuration()
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n", [Path] = Rest };
        foreach (string kind in (string[])["user", "pid", "net", "uts", "ipc", "mnt", "cgroup"]) host.MakeLink($"/proc/self/ns/{kind}", $"{kind}:[4026531837]");

        Assert.Equal(Status.Pass, host.Ask("kernel.config").Status);
    }

    [Fact]
    public void A_kernel_without_user_namespaces_is_one_failure()
    {
        using var host = new FixtureHost { ["/.rootless-host-capture"] = "rootless-host.capture/1\notherwise tree\n" };
        foreach (string kind in (string[])["pid", "net", "uts", "ipc", "mnt"]) host.MakeLink($"/proc/self/ns/{kind}", $"{kind}:[4026531837]");

        Assert.Equal("this kernel is built without CONFIG_USER_NS", host.Ask("kernel.config").Reason);
        Assert.Equal("follows from kernel.config", host.Ask("userns.max").Reason);
    }

    [Fact]
    public void The_running_kernels_own_copy_comes_first()
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n", [Path] = "CONFIG_PID_NS=y\n" };
        File.WriteAllBytes(host.On("/proc/config.gz"), Packed(Encoding.UTF8.GetBytes(Namespaces + Rest)));

        Assert.Equal("all that containers are made of, as /proc/config.gz has it", host.Ask("kernel.config").Reason);
    }

    [Theory]
    [InlineData(true)] // 64 MiB of zeros
    [InlineData(false)] // not gzip at all
    public void A_damaged_copy_is_passed_over(bool isBomb)
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n", [Path] = Namespaces + Rest };
        File.WriteAllBytes(host.On("/proc/config.gz"), isBomb ? Packed(new byte[64 << 20]) : [1, 2, 3]);

        Assert.Equal("all that containers are made of, as /boot/config-6.1.0 has it", host.Ask("kernel.config").Reason);
    }

    [Fact]
    public void No_configuration_is_no_failure()
    {
        using var host = new FixtureHost { ["/proc/sys/kernel/osrelease"] = "6.1.0\n" };

        Assert.Equal(Status.Skip, host.Ask("kernel.config").Status);
    }

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(text);
        return packed.ToArray();
    }
}
