namespace RootlessHost.Tests.Interop;

/// <summary>A machine on which no init mounted control groups.</summary>
public sealed class CgroupTests : IDisposable
{
    private const string Apply = "rootless-host apply --engine podman --user alice --only cgroup.version --need limits";
    private const string Mounts = "awk '$5 == \"/sys/fs/cgroup\" { print $(NF-2) }' /proc/self/mountinfo; ";

    private readonly ScratchMachine _machine = new();

    [Fact]
    public void Are_mounted_now_and_at_boot_and_go_again()
    {
        string systemd = _machine.Run("test -e /run/systemd/system").Status == 0 ? "systemd is at work here, and mounts them" : "";
        Assert.SkipUnless(systemd.Length == 0, systemd);

        string[] said = _machine.Do(
            $"useradd -m alice; umount -R /sys/fs/cgroup; {Mounts} {Apply} >/dev/null; {Mounts} cat /etc/fstab; {Apply}; rootless-host undo >/dev/null; {Mounts} ls /etc | grep -c fstab || true").Split('\n');

        Assert.Equal(["cgroup2", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec 0 0", "Nothing was changed: all is well.", "0", ""], said);
    }

    public void Dispose() => _machine.Dispose();
}
