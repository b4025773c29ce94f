using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The .deb in a root that has nothing but dpkg's own files.</summary>
public sealed class InstallTests : IDisposable
{
    private const string Config = "/etc/rootless-host/config.toml";
    private const string Units = "/lib/systemd/system/";
    private const string Wanted = "/etc/systemd/system/multi-user.target.wants/rootless-host.service";
    private const string Known = "/var/lib/systemd/deb-systemd-helper-enabled/"; // what a purge would have to take away

    private readonly FixtureHost _host = new() { ["/var/lib/dpkg/status"] = "", ["/var/lib/rootless-host/transactions/1.json"] = "{}" };

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Installing_brings_the_files_and_enables_nothing()
    {
        Dpkg("--install", Packages.Deb);

        string[] units = [.. Directory.GetFiles(Path.Combine(Packages.Sources, "systemd"), "rootless-host*").Select(unit => Units + Path.GetFileName(unit)).Order(StringComparer.Ordinal)];
        Assert.Equal(4, units.Length);
        Assert.Equal([Config, .. units, "/usr/bin/rootless-host"], Ours().Where(path => !path.StartsWith("/usr/share/", StringComparison.Ordinal) && !path.StartsWith("/var/", StringComparison.Ordinal)));
        Assert.All(Ours().Where(path => path.StartsWith("/var/", StringComparison.Ordinal)), path => Assert.True(path.StartsWith(Known, StringComparison.Ordinal) || path.EndsWith("/1.json", StringComparison.Ordinal), path));
        Assert.Equal($"rootless-host {RootlessHost.Reports.Tool.Version}\n", Binary.Start(_host.On("/usr/bin/rootless-host"), ["version"], clean: true).Output);
    }

    [Fact]
    public void What_the_administrator_wrote_outlives_an_upgrade_and_a_removal_but_no_purge()
    {
        Dpkg("--install", Packages.Deb);
        _host[Config] = "engines = [\"podman\"]\n";

        Dpkg("--install", Packages.Deb);
        Assert.Equal("engines = [\"podman\"]\n", File.ReadAllText(_host.On(Config)));
        Dpkg("--remove", "rootless-host");
        Assert.Equal("engines = [\"podman\"]\n", File.ReadAllText(_host.On(Config)));
        Dpkg("--purge", "rootless-host");

        Assert.False(Directory.Exists(_host.On("/etc/rootless-host")));
    }

    [Fact]
    public void What_is_enabled_stays_so_until_a_purge()
    {
        Dpkg("--install", Packages.Deb);
        _host.MakeLink(Wanted, Units + "rootless-host.service");

        Dpkg("--install", Packages.Deb);
        Assert.True(IsLink());
        Dpkg("--remove", "rootless-host");
        Assert.True(IsLink());
        Dpkg("--purge", "rootless-host");

        Assert.False(IsLink());
        Assert.Equal(["/var/lib/rootless-host/transactions/1.json"], Ours());

        bool IsLink() => new FileInfo(_host.On(Wanted)).LinkTarget is not null;
    }

    [Fact]
    public void What_an_old_unit_was_not_wanted_by_is_not_enabled_by_an_upgrade()
    {
        Dpkg("--install", Packages.Deb);
        Dpkg("--install", Packages.Deb);

        Assert.False(Directory.Exists(_host.On("/etc/systemd")));
    }

    [Fact]
    public void A_purge_leaves_what_apply_made_and_nothing_else()
    {
        Dpkg("--install", Packages.Deb);
        Dpkg("--purge", "rootless-host");

        Assert.Equal(["/var/lib/rootless-host/transactions/1.json"], Ours());
        Assert.Equal(["var"], Directory.GetFileSystemEntries(_host.Folder).Select(Path.GetFileName).Where(name => name != "dpkg.log"));
    }

    private void Dpkg(string action, string what)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "dpkg needs root");
        foreach (string folder in (string[])["info", "updates", "triggers"]) Directory.CreateDirectory(_host.On($"/var/lib/dpkg/{folder}"));
        Ending ending = Binary.Start("dpkg", [$"--root={_host.Folder}", $"--log={_host.On("/dpkg.log")}", "--force-depends,confold,script-chrootless", action, what], clean: false);
        Assert.True(ending.Status == 0, ending.Errors);
    }

    // Files that are not dpkg's. The scripts run here, where DPKG_ROOT tells them to leave this machine's systemd alone.
    private string[] Ours() =>
    [
        .. Directory.EnumerateFiles(_host.Folder, "*", SearchOption.AllDirectories).Select(path => path[_host.Folder.Length..])
            .Where(path => !path.StartsWith("/var/lib/dpkg/", StringComparison.Ordinal) && path != "/dpkg.log").Order(StringComparer.Ordinal),
    ];
}
