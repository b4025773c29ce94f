namespace RootlessHost.Tests.Interop;

/// <summary>Parameters of a running kernel, those of a network namespace.</summary>
public sealed class SysctlTests : IDisposable
{
    private const string Ports = "net.ipv4.ip_unprivileged_port_start";
    private const string Ping = "net.ipv4.ping_group_range";

    private readonly ScratchMachine _machine = new();

    [Theory]
    [InlineData("port:80", Ports, "1024", "80")]
    [InlineData("port:443", Ports, "1024", "443")]
    [InlineData("ping", Ping, "1\t0", "0\t2147483647")]
    public void Is_set_now_and_for_later_and_set_back(string need, string key, string before, string after)
    {
        string apply = $"rootless-host apply --engine podman --user alice --only 'net.*' --need {need}";
        string now = $"cat /proc/sys/{key.Replace('.', '/')}; cat /etc/sysctl.d/* 2>/dev/null || true; ";
        string[] said = _machine.Do($"useradd -m alice; {now} {apply} >/dev/null; {now} {apply}; rootless-host undo >/dev/null; {now} ls /etc | grep -c sysctl || true", withNetwork: true).Split('\n');

        Assert.Equal([before, after, $"{key} = {after.Replace('\t', ' ')}", "Nothing was changed: all is well.", before, "0", ""], said);
    }

    [Fact]
    public void Both_are_set_back_one_after_the_other()
    {
        string[] said = _machine.Do(
            "useradd -m alice; apply='rootless-host apply --engine podman --user alice --only net.*'; $apply --need port:80 >/dev/null; $apply --need ping >/dev/null; cat /etc/sysctl.d/*;"
            + $"rootless-host undo >/dev/null; cat /etc/sysctl.d/* /proc/sys/{Ports.Replace('.', '/')} /proc/sys/{Ping.Replace('.', '/')}; rootless-host undo >/dev/null; cat /proc/sys/{Ports.Replace('.', '/')}; ls /etc | grep -c sysctl || true",
            withNetwork: true).Split('\n');

        Assert.Equal([$"{Ports} = 80", $"{Ping} = 0 2147483647", $"{Ports} = 80", "80", "1\t0", "1024", "0", ""], said);
    }

    public void Dispose() => _machine.Dispose();
}
