using RootlessHost.Checks;
using RootlessHost.Reports;

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

    [Theory]
    [InlineData("/home/alice/mine/storage", "41ed 0", "make /home/alice/mine/storage for alice")] // a link of the user's to /etc
    [InlineData("/home/alice/../../etc/storage", "41ed 0", "make /home/alice/../../etc/storage for alice")]
    [InlineData("/home/alice/bobs/storage", "41ed 1001", "make /home/alice/bobs/storage for alice")]
    public void Nothing_is_given_away_because_a_users_configuration_names_it(string path, string status, string advice)
    {
        string folder = path[..path.LastIndexOf('/')];
        using FixtureHost host = Captured("41c0 1000 1000", $"stat {folder} status {status} 0 0 3 0:0 0", "stat /home/alice/.. status 41ed 0 0 0 3 0:0 0", "stat /home/alice/../.. status 41ed 0 0 0 3 0:0 0", "readlink /home/alice/mine text /etc");
        host.MakeFolder("/etc").MakeFolder("/home/alice/bobs").MakeLink("/home/alice/mine", "/etc");
        host["/home/alice/.config/containers/storage.conf"] = $"[storage]\ngraphroot = \"{path}\"\n";

        Finding finding = host.Ask("storage.path");

        Assert.Equal((Status.Fail, advice, false), (finding.Status, finding.Remedy!.Summary, finding.Remedy.Automatic));
    }

    [Fact]
    public void Nor_opened()
    {
        using FixtureHost host = Captured("41c0 1000 1000", "stat /root status 41c0 0 0 0 3 0:0 0").MakeFolder("/root/storage");
        host["/home/alice/.config/containers/storage.conf"] = "[storage]\ngraphroot = \"/root/storage/alice\"\n";

        Finding finding = host.Ask("storage.path");

        Assert.Equal((Status.Fail, "let alice pass /root, if that is meant to be", false), (finding.Status, finding.Remedy!.Summary, finding.Remedy.Automatic));
    }

    [Fact]
    public void Says_which_folder_above_is_closed()
    {
        using FixtureHost host = Captured("41c0 1000 1000", "stat /home status 41c0 0 0 0 2 0:0 0");

        Finding finding = host.Ask("storage.path");

        Assert.Equal((Status.Fail, "/home has mode 0700 and belongs to uid 0: alice may not pass"), (finding.Status, finding.Reason));
        Assert.Equal(["chmod 0701 /home"], finding.Remedy!.Commands);
    }

    [Theory]
    [InlineData("/home", "stat /home/alice error 13 stat /home/alice", "stat /home status 41c0 0 0 0 2 0:0 0")]
    [InlineData("/home/alice", "stat /home/alice/.config error 13 stat /home/alice/.config", "stat /home/alice status 41c0 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0")]
    public void Who_may_not_look_into_the_own_home_is_told_the_one_reason(string closed, params string[] seen)
    {
        using FixtureHost host = Hosts.Systemd().AsCapture(["stat / status 41ed 0 0 0 3 0:0 0", .. seen]);

        Report report = host.Check("alice");

        Assert.Equal($"{closed} has mode 0700 and belongs to uid 0: alice may not pass", report.Findings.Single(judgement => judgement.Id == "storage.path").Finding.Reason);
        Assert.Equal([$"chmod 0701 {closed}"], report.Findings.Single(judgement => judgement.Id == "storage.path").Finding.Remedy!.Commands);
        Assert.Contains(report.Findings, judgement => judgement.Finding.Follows == "storage.path");
        Assert.DoesNotContain(report.Findings, judgement => judgement.Status == Status.Unknown && judgement.Finding.Reason.Contains("/home/alice", StringComparison.Ordinal));
    }

    [Fact]
    public void A_home_that_is_shut_to_its_owner_is_said_once()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture(
            ["stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", "stat /home/alice status 4000 1000 1000 0 3 0:0 0", "stat /home/alice/.config error 13 stat /home/alice/.config"]);

        Report report = host.Check("alice");

        Assert.Equal(["host.user"], report.Findings.Where(judgement => judgement.Id is "host.user" or "storage.path" && judgement.Status == Status.Fail).Select(judgement => judgement.Id));
        Assert.DoesNotContain(report.Findings, judgement => judgement.Finding.Follows == "storage.path");
    }

    [Fact]
    public void A_home_that_is_closed_to_others_alone_is_unknown_to_them()
    {
        using FixtureHost host = Hosts.Systemd().AsCapture(
            ["stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", "stat /home/alice status 41c0 1000 1000 0 3 0:0 0", "stat /home/alice/.config error 13 stat /home/alice/.config"]);

        Report report = host.Check("alice");

        Assert.DoesNotContain(report.Findings, judgement => judgement.Finding.Follows == "storage.path");
        Assert.Contains(report.Findings, judgement => judgement.Status == Status.Unknown && judgement.Finding.Reason == "stat /home/alice/.config: Permission denied");
    }

    // What an access control list looks like that lets uid 100000, and with the mask "---" nobody, pass.
    private const string Acl = "02000000" + "01000700FFFFFFFF" + "02000100A0860100" + "04000000FFFFFFFF" + "10000100FFFFFFFF" + "20000000FFFFFFFF";
    private const string MaskedAcl = "02000000" + "01000700FFFFFFFF" + "02000100A0860100" + "04000000FFFFFFFF" + "10000000FFFFFFFF" + "20000000FFFFFFFF";

    [Theory]
    [InlineData("41c0", null, "/home/alice (0700): the root of an LXC container, here uid 100000, may not pass", "chmod 0701 /home/alice")] // Debian 13, Fedora
    [InlineData("41ed", null, null, null)]
    [InlineData("41c9", null, null, null)]
    [InlineData("41c8", null, "/home/alice (0710): the root of an LXC container, here uid 100000, may not pass", "chmod 0711 /home/alice")]
    [InlineData("41c8", Acl, null, null)]
    [InlineData("41c0", MaskedAcl, "/home/alice (0700): the root of an LXC container, here uid 100000, may not pass", "chmod 0701 /home/alice")]
    public void The_root_of_an_lxc_container_passes_the_home(string mode, string? acl, string? reason, string? command)
    {
        using FixtureHost host = Lxc(mode, "xattr /home/alice\\000system.posix_acl_access " + (acl is null ? "absent" : "hex " + acl));

        Finding finding = host.Ask("storage.path");

        Assert.Equal((reason is null ? Status.Pass : Status.Fail, reason ?? "/home/alice/.local/share/lxc"), (finding.Status, finding.Reason));
        Assert.Equal(command is null ? [] : [command], finding.Remedy?.Commands ?? []);
    }

    [Fact]
    public void And_every_folder_on_the_way()
    {
        using FixtureHost host = Lxc("41c0", "stat /home/alice/.local status 41c0 1000 1000 0 3 0:0 0", "stat /home/alice/.local/share status 41ed 1000 1000 0 3 0:0 0").MakeFolder("/home/alice/.local/share");

        Finding finding = host.Ask("storage.path");

        Assert.Equal("/home/alice (0700) and /home/alice/.local (0700): the root of an LXC container, here uid 100000, may not pass", finding.Reason);
        Assert.Equal(["chmod 0701 /home/alice", "chmod 0701 /home/alice/.local"], finding.Remedy!.Commands);
        Assert.Equal([new Evidence("/home/alice", Text: "mode 0700"), new Evidence("/home/alice/.local", Text: "mode 0700")], finding.Evidence);
    }

    [Fact]
    public void Whose_root_is_who_the_configuration_says()
    {
        using FixtureHost host = Lxc("41c0");
        host["/home/alice/.config/lxc/default.conf"] = "lxc.idmap = u 0 1000 1\nlxc.idmap = g 0 1000 1\n";

        Assert.Equal(Status.Pass, host.Ask("storage.path").Status);
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

    private static FixtureHost Lxc(string home, params string[] seen)
    {
        FixtureHost host = Hosts.Systemd(engine: "lxc").AsCapture(
            ["stat /home/alice status " + home + " 1000 1000 0 3 0:0 0", "stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", .. seen]).MakeFolder("/home/alice");
        host["/etc/subuid"] = host["/etc/subgid"] = "alice:100000:65536\n";
        return host;
    }

    private static FixtureHost Captured(string home, params string[] seen) => Hosts.Systemd().AsCapture(
        ["stat /home/alice status " + home + " 0 3 0:0 0", "stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", .. seen]).MakeFolder("/home/alice");
}
