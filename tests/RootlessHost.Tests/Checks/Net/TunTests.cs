using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Net;

public sealed class TunTests
{
    [Theory]
    [InlineData("0666", "", Status.Pass, "/dev/net/tun is open to the user")]
    [InlineData("0644", "", Status.Pass, "/dev/net/tun is open to the user")] // an ordinary file that stands for the device
    [InlineData("0600", "", Status.Fail, "/dev/net/tun has mode 0600, which does not let alice open it")]
    [InlineData("0666", "install tun /bin/false", Status.Fail, "tun cannot be loaded: install tun /bin/false")]
    [InlineData("0666", "blacklist tun", Status.Fail, "tun is not loaded, and nothing loads it: blacklist tun")]
    public void Answers_from_the_device_and_the_module(string mode, string modprobe, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian();
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/drivers/net/tun.ko:\n";
        host["/etc/modprobe.d/x.conf"] = modprobe + "\n";
        host["/dev/net/tun"] = "";
        File.SetUnixFileMode(host.On("/dev/net/tun"), (UnixFileMode)Convert.ToInt32(mode, 8));

        // Whoever runs the tests owns the file, and is not alice.
        host["/etc/passwd"] = "alice:x:4711:4711::/home/alice:/bin/bash\n";
        Finding finding = host.Ask("net.tun");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("/etc/modprobe.d/x.conf", "blacklist tun\n", "take 'blacklist tun' out of /etc/modprobe.d/x.conf:1, which keeps it from being loaded at boot, too", TakesEffect.Immediately)]
    [InlineData("/usr/lib/modprobe.d/x.conf", "# no tunnels\nblacklist tun\n", "copy /usr/lib/modprobe.d/x.conf to /etc/modprobe.d, which hides it, and take 'blacklist tun' out of the copy: it keeps tun from being loaded at boot, too", TakesEffect.Immediately)]
    [InlineData("/proc/cmdline", "quiet modprobe.blacklist=floppy,tun\n", "take tun out of modprobe.blacklist= on the boot command line", TakesEffect.Reboot)]
    public void What_somebody_does_not_want_loaded_is_theirs_to_allow(string file, string text, string summary, TakesEffect effect)
    {
        using FixtureHost host = new FixtureHost().AsDebian();
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/lib/modules/6.1.0/modules.dep"] = "kernel/drivers/net/tun.ko:\n";
        host["/dev/net/tun"] = "";
        File.SetUnixFileMode(host.On("/dev/net/tun"), (UnixFileMode)0b110_110_110);
        host[file] = text;

        Remedy remedy = host.Ask("net.tun").Remedy!;

        Assert.Equal((summary, false, effect, Impact.WeakensHost), (remedy.Summary, remedy.Automatic, remedy.TakesEffect, remedy.Impact));
        Assert.Empty(remedy.Commands);
    }

    [Fact]
    public void An_image_without_dev_says_nothing()
    {
        using FixtureHost host = new FixtureHost().AsDebian();

        Assert.Equal((Status.Skip, "/dev/net/tun is not in this image"), (host.Ask("net.tun").Status, host.Ask("net.tun").Reason));
    }

    [Theory]
    [InlineData("21b6 0 0 0 1 10:200 0", Status.Pass, "/dev/net/tun is open to the user")]
    [InlineData("21b0 0 0 0 1 10:200 0", Status.Fail, "/dev/net/tun has mode 0660, which does not let alice open it")]
    [InlineData("21b0 0 1000 0 1 10:200 0", Status.Pass, "/dev/net/tun is open to the user")] // alice's group
    [InlineData("21b6 0 0 0 1 1:3 0", Status.Fail, "/dev/net/tun is not the tun device")]
    [InlineData("81b6 0 0 0 1 0:0 0", Status.Fail, "/dev/net/tun is not the tun device")]
    public void A_machine_has_the_device_itself(string seen, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian().AsCapture($"stat /dev/net/tun status {seen}");
        host["/proc/modules"] = "tun 57344 2 - Live 0x0\n";

        Assert.Equal((status, reason), (host.Ask("net.tun").Status, host.Ask("net.tun").Reason));
    }

    [Theory]
    [InlineData("tun", "there is no /dev/net/tun: the module tun is not loaded", "modprobe tun")]
    [InlineData("tunnel4", "there is no /dev/net/tun: tun: not among the modules of /lib/modules/6.1.0", null)]
    public void A_machine_without_it_is_told_what_to_load(string module, string reason, string? command)
    {
        using FixtureHost host = new FixtureHost().AsDebian().AsCapture();
        host["/proc/sys/kernel/osrelease"] = "6.1.0\n";
        host["/lib/modules/6.1.0/modules.dep"] = $"kernel/drivers/net/{module}.ko:\n";

        Finding finding = host.Ask("net.tun");

        Assert.Equal((Status.Fail, reason, command), (finding.Status, finding.Reason, finding.Remedy?.Commands.First()));
    }
}
