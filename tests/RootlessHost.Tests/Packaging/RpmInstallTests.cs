using RootlessHost.Tests.Interop;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The .rpm, by rpm itself, on this machine with another /etc, /var and /usr and an rpm database of its own. What it requires of a distribution is not asked for.</summary>
public sealed class RpmInstallTests : IDisposable
{
    private const string Config = "/etc/rootless-host/config.toml";
    private const string Surroundings = "mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/usr /run/work && mount -t overlay -o lowerdir=/usr,upperdir=/run/usr,workdir=/run/work overlay /usr || exit 77\n";

    private readonly ScratchMachine _machine = new();

    public RpmInstallTests()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rpm"), "rpm is not installed");
        File.Copy(Assert.Single(Directory.GetFiles(Packages.Folder, "*.rpm")), _machine.On("/var/package.rpm"));
    }

    [Fact]
    public void Installing_brings_what_was_packed_and_enables_nothing()
    {
        string said = Run("rpm --install --nodeps /var/package.rpm; rpm --verify --nodeps rootless-host; find /etc -name '*.service'; rootless-host version; stat -c '%a %U %G' /usr/bin/rootless-host");

        Assert.Equal($"rootless-host {RootlessHost.Reports.Tool.Version}\n755 root root\n", said);
    }

    [Fact]
    public void What_the_administrator_wrote_outlives_an_upgrade_and_is_put_aside_by_a_removal()
    {
        string said = Run($"""
            rpm --install --nodeps /var/package.rpm
            echo 'engines = ["podman"]' >{Config}
            rpm --upgrade --replacepkgs --nodeps /var/package.rpm
            cat {Config}
            rpm --erase rootless-host
            find /run/usr -type f
            find /etc/rootless-host -type f
            """);

        Assert.Equal($"engines = [\"podman\"]\n{Config}.rpmsave\n", said);
    }

    public void Dispose() => _machine.Dispose();

    private string Run(string script)
    {
        Ending ending = _machine.Run(Surroundings + "set -e\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n" // Debian's rpm would keep its database in root's home.
            + "rpm() { command rpm --dbpath /var/lib/rpm \"$@\"; }\n" + script, patience: TimeSpan.FromMinutes(3));
        Assert.SkipWhen(ending.Status == 77, "such a machine cannot be made here: " + ending.Errors);
        Assert.True(ending.Status == 0, ending.Errors);
        return ending.Output;
    }
}
