using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Storage;

public sealed class DriverTests
{
    private const string Own = "/home/alice/.config/containers/storage.conf";
    private const string Chosen = "Podman 4.3.1 will keep images with vfs, each as a whole copy: no storage.conf names a driver";

    [Theory]
    [InlineData("4.3.1+ds1-8", null, "", Chosen)]
    [InlineData("4.3.1+ds1-8", "/etc/containers/storage.conf", "[storage]\n", Chosen)]
    [InlineData("4.3.1+ds1-8", "/etc/containers/storage.conf", "[storage]\ndriver = \"overlay\"\n", null)]
    [InlineData("4.3.1+ds1-8", "/usr/share/containers/storage.conf", "[storage]\ndriver = \"overlay\"\n", null)]
    [InlineData("4.3.1+ds1-8", "/etc/containers/storage.conf", "[storage]\ndriver = \"vfs\"\n", null)] // their choice
    [InlineData("4.3.1+ds1-8", Own, "[storage]\n", null)] // then it is what works, overlay first
    [InlineData("3.0.1+dfsg1-3", null, "", null)]
    [InlineData("3.4.4+ds1-1", null, "", null)]
    [InlineData("4.9.3+ds1-1", null, "", null)]
    [InlineData("5.4.2+ds1-2", null, "", null)]
    public void Without_a_word_some_Podmans_choose_vfs(string version, string? path, string conf, string? reason)
    {
        using FixtureHost host = Host(version);
        if (path is not null) host[path] = conf;

        Finding finding = host.Ask("storage.driver");

        Assert.Equal(reason is null ? (Status.Pass, "overlay, or what storage.conf says") : (Status.Warn, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void The_remedy_is_a_word_for_everybody()
    {
        using FixtureHost host = Host("4.3.1+ds1-8");

        Assert.Equal(
            ["mkdir -p /etc/containers", "printf '%s\\n' '[storage]' 'driver = \"overlay\"' > /etc/containers/storage.conf"], host.Ask("storage.driver").Remedy!.Commands);
    }

    [Fact]
    public void A_file_of_others_is_not_overwritten()
    {
        using FixtureHost host = Host("4.3.1+ds1-8");
        host["/usr/share/containers/storage.conf"] = "[storage]\n";

        Finding finding = host.Ask("storage.driver");

        Assert.Equal("set driver = \"overlay\" in the table [storage] of /usr/share/containers/storage.conf", finding.Remedy!.Summary);
        Assert.Equal([new Evidence("/usr/share/containers/storage.conf")], finding.Evidence);
    }

    [Theory]
    [InlineData("overlay", "4.3.1+ds1-8", "", Status.Pass)]
    [InlineData("vfs", "5.4.2+ds1-2", "[storage]\ndriver = \"overlay\"\n", Status.Warn)] // as it was begun with 4.3
    [InlineData("vfs", "5.4.2+ds1-2", "[storage]\ndriver = \"vfs\"\n", Status.Pass)]
    public void What_was_begun_with_counts(string driver, string version, string conf, Status status)
    {
        using FixtureHost host = Host(version);
        host.MakeFolder($"/home/alice/.local/share/containers/storage/{driver}-images");
        if (conf.Length > 0) host["/etc/containers/storage.conf"] = conf;

        Finding finding = host.Ask("storage.driver");

        Assert.Equal(status, finding.Status);
        if (status != Status.Warn) return;
        Assert.Equal("Podman keeps the images of alice with vfs, each as a whole copy", finding.Reason);
        Assert.Equal(["runuser -u alice -- podman system reset"], finding.Remedy!.Commands);
    }

    [Fact]
    public void Where_no_overlay_can_be_had_another_check_says_so()
    {
        using FixtureHost host = Host("4.3.1+ds1-8");
        host["/proc/sys/kernel/osrelease"] = "5.10.0-28-amd64\n";

        Assert.Equal(Status.Pass, host.Ask("storage.driver").Status);
    }

    private static FixtureHost Host(string version)
    {
        FixtureHost host = new FixtureHost().AsDebian(("podman", version, "/usr/bin/podman"));
        host["/proc/sys/kernel/osrelease"] = "6.1.0-18-amd64\n";
        return host;
    }
}
