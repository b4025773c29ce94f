using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Storage;

public sealed class PathTests
{
    [Fact]
    public void Passes_on_a_home_of_the_user()
    {
        using FixtureHost host = Captured("41c0 1000 1000");

        Assert.Equal(Finding.Pass("/home/alice/.local/share/containers/storage"), host.Ask("storage.path"));
    }

    [Fact]
    public void Says_whose_folder_stands_in_the_way()
    {
        using FixtureHost host = Captured("41c0 1000 1000", "stat /home/alice/.local status 41c0 0 0 0 2 0:0 0").MakeFolder("/home/alice/.local");

        Finding finding = host.Ask("storage.path");

        Assert.Equal((Status.Fail, "/home/alice/.local belongs to uid 0 with mode 0700: alice may not make share/containers/storage in it"), (finding.Status, finding.Reason));
        Assert.Equal(["chown alice:1000 /home/alice/.local"], finding.Remedy!.Commands);
    }

    [Fact]
    public void Says_which_folder_above_is_closed()
    {
        using FixtureHost host = Captured("41c0 1000 1000", "stat /home status 41c0 0 0 0 2 0:0 0");

        Finding finding = host.Ask("storage.path");

        Assert.Equal((Status.Fail, "/home has mode 0700 and belongs to uid 0: alice may not pass"), (finding.Status, finding.Reason));
        Assert.Equal(["chmod 0701 /home"], finding.Remedy!.Commands);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        using FixtureHost host = Hosts.Systemd();
        host["/home/alice/.local"] = "";

        Assert.Equal((Status.Fail, "/home/alice/.local is no folder"), (host.Ask("storage.path").Status, host.Ask("storage.path").Reason));
    }

    [Fact]
    public void A_home_that_is_missing_is_another_checks_matter()
    {
        using FixtureHost host = Hosts.Systemd();

        Assert.Equal(Finding.Skip("/home/alice is not there yet"), host.Ask("storage.path"));
    }

    private static FixtureHost Captured(string home, params string[] seen) => Hosts.Systemd().AsCapture(
        ["stat /home/alice status " + home + " 0 3 0:0 0", "stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", .. seen]).MakeFolder("/home/alice");
}
