using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The units, as systemd itself reads them.</summary>
public sealed class UnitTests : IDisposable
{
    private static readonly string Units = Path.Combine(CatalogueTests.Sources(), "systemd");

    // The units with the program where it was built, because systemd looks whether it is there.
    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-units-").FullName;

    public UnitTests()
    {
        foreach (string unit in Directory.EnumerateFiles(Units))
        {
            File.WriteAllText(Path.Combine(_folder, Path.GetFileName(unit)), File.ReadAllText(unit).Replace("/usr/bin/rootless-host", Binary.Path, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Systemd_has_nothing_to_say_about_them()
    {
        Ending ending = Analyze(["verify", "--man=no", .. Directory.EnumerateFiles(_folder)]);

        Assert.Equal((0, "", ""), (ending.Status, ending.Output, ending.Errors));
    }

    // In tenths, as systemd counts.
    [Theory]
    [InlineData("rootless-host-health.service", false, 5)]
    [InlineData("rootless-host.service", false, 25)]
    [InlineData("rootless-host.service", true, 40)]
    [InlineData("rootless-host-apply.service", false, 60)]
    public void They_are_exposed_no_more_than_this(string unit, bool enforces, int most)
    {
        if (enforces)
        {
            Directory.CreateDirectory(Path.Combine(_folder, $"{unit}.d"));
            File.Copy(Path.Combine(Units, $"{unit}.d/enforce.conf"), Path.Combine(_folder, $"{unit}.d/enforce.conf"));
        }

        Ending ending = Analyze(["security", "--offline=yes", "--no-pager", $"--threshold={most}", Path.Combine(_folder, unit)]);

        Assert.True(ending.Status == 0, ending.Output + ending.Errors);
        Assert.Contains($"Overall exposure level for {unit}", ending.Output);
        Assert.NotEqual(0, Analyze(["security", "--offline=yes", "--no-pager", "--threshold=1", Path.Combine(_folder, unit)]).Status);
    }

    [Theory]
    [InlineData("PrivateNetwork")]
    [InlineData("PrivateUsers")]
    [InlineData("PrivateTmp")]
    [InlineData("PrivateDevices")]
    [InlineData("ProtectProc")]
    [InlineData("ProcSubset")]
    [InlineData("ProtectKernelModules")]
    public void Nothing_shows_the_worker_another_host_than_there_is(string setting)
    {
        foreach (string unit in (string[])["rootless-host.service", "rootless-host.service.d/enforce.conf", "rootless-host-apply.service"])
        {
            Assert.DoesNotContain(File.ReadLines(Path.Combine(Units, unit)), line => line.StartsWith($"{setting}=", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("ProtectSystem")]
    [InlineData("ProtectHome")]
    [InlineData("ProtectKernelTunables")]
    [InlineData("ProtectKernelLogs")]
    [InlineData("ProtectControlGroups")]
    [InlineData("PrivateMounts")]
    [InlineData("RestrictSUIDSGID")]
    [InlineData("IPAddressDeny")]
    public void Nothing_keeps_the_oneshot_from_what_apply_does_nor_gives_it_mounts_of_its_own(string setting) =>
        Assert.DoesNotContain(File.ReadLines(Path.Combine(Units, "rootless-host-apply.service")), line => line.StartsWith($"{setting}=", StringComparison.Ordinal));

    [Theory]
    [InlineData("CAP_SYS_MODULE")] // modprobe
    [InlineData("CAP_SETFCAP")] // of newuidmap
    [InlineData("CAP_FOWNER")]
    [InlineData("CAP_CHOWN")]
    [InlineData("CAP_SYS_CHROOT")] // pacman's scripts
    [InlineData("CAP_AUDIT_WRITE")] // PAM
    [InlineData("CAP_SETUID")] // apt's downloads
    [InlineData("CAP_SYS_RESOURCE")] // user.max_user_namespaces
    [InlineData("CAP_NET_ADMIN")] // net.ipv4.ip_forward
    [InlineData("CAP_MAC_ADMIN")] // apparmor_parser
    [InlineData("CAP_SYS_PTRACE")] // environments of users' managers
    public void The_oneshot_keeps_the_capabilities_that_apply_and_packages_need(string capability) =>
        Assert.DoesNotContain(File.ReadLines(Path.Combine(Units, "rootless-host-apply.service")), line => line.StartsWith("CapabilityBoundingSet=", StringComparison.Ordinal) && (!line.Contains("=~", StringComparison.Ordinal) || line.Contains(capability, StringComparison.Ordinal)));

    [Fact]
    public void Whoever_has_mounts_of_its_own_says_so_and_whoever_enforces_may_write_in_them_and_mount_nothing()
    {
        string[] worker = File.ReadAllLines(Path.Combine(Units, "rootless-host.service"));
        string[] enforcing = File.ReadAllLines(Path.Combine(Units, "rootless-host.service.d/enforce.conf"));

        Assert.Contains("PrivateMounts=yes", worker);
        Assert.All([worker, enforcing], lines => Assert.Contains(lines, line => line.StartsWith("ExecStart=/", StringComparison.Ordinal) && line.Contains(" --confined ", StringComparison.Ordinal)));
        // What it mends stands in files anywhere, and in /proc/sys.
        Assert.All((string[])["ProtectSystem", "ProtectHome", "ProtectKernelTunables"], setting => Assert.Contains($"{setting}=no", enforcing));
        Assert.DoesNotContain(enforcing, line => line.Contains("@mount", StringComparison.Ordinal) || line.Contains("CAP_SYS_ADMIN", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Ending Analyze(IEnumerable<string> arguments) => Binary.Start("systemd-analyze", arguments, clean: false);
}
