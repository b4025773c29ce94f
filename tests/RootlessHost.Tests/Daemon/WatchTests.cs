using System.Diagnostics;
using System.Text.Json;
using NJsonSchema;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Daemon;

public sealed class WatchTests
{
    private static readonly string[] Subids = ["--only", "subid.size", "--only", "subid.parity", "--user", "alice"];

    [Fact]
    public async Task It_publishes_what_check_prints_and_how_it_goes()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, Subids);
        JsonElement report = watch.Published(_ => true);
        string text = await File.ReadAllTextAsync(watch.Report, TestContext.Current.CancellationToken);
        using var schema = new StreamReader(Schemas.Open("report")!);

        Assert.Empty((await JsonSchema.FromJsonAsync(await schema.ReadToEndAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)).Validate(text));
        Assert.EndsWith("\n  }\n}\n", text);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(watch.Report));
        JsonElement going = report.GetProperty("watch");
        Assert.Equal("60", going.GetProperty("intervalSeconds").GetRawText());
        Assert.Equal(["intervalSeconds", "enforce", "startedAt", "evaluations", "failures", "failure", "pendingChanges", "lastApply", "notListed", "ids"], going.EnumerateObject().Select(member => member.Name));
        Assert.Equal("alice:100000:65536", $"{Row(going).GetProperty("owner")}:{Row(going).GetProperty("start")}:{Row(going).GetProperty("count")}");
        (int status, string output, _) = Commands.Program.Run(["check", "--root", host.Folder, .. Subids, "--format", "json"]);
        Assert.Equal(0, status);
        Assert.Equal(Undated(output), Undated(text[..text.IndexOf(",\n  \"watch\"", StringComparison.Ordinal)] + "\n}\n"));
    }

    [Theory]
    [InlineData("replaced")]
    [InlineData("written")]
    [InlineData("removed")]
    [InlineData("chmod")]
    public void A_file_that_is_broken_is_published_within_moments(string how)
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, [.. Subids, "--only", "subid.present", "--only", "subid.syntax"]);
        watch.Published(report => report.GetProperty("ready").GetBoolean());
        long start = Stopwatch.GetTimestamp();
        switch (how)
        {
            case "replaced":
                host["/etc/subuid.new"] = "alice:100000:1000\n";
                File.Move(host.On("/etc/subuid.new"), host.On("/etc/subuid"), overwrite: true);
                break;
            case "written":
                host["/etc/subuid"] = "alice:100000:1000\n";
                break;
            case "removed":
                File.Delete(host.On("/etc/subuid"));
                break;
            default:
                File.SetUnixFileMode(host.On("/etc/subuid"), UnixFileMode.None);
                break;
        }

        watch.Published(report => !report.GetProperty("ready").GetBoolean());
        // Not by the interval of a minute; how soon exactly is for the bench.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    [Fact]
    public void What_comes_into_being_is_seen_with_its_folder_and_through_links()
    {
        using FixtureHost host = Host().MakeLink("/etc/subgid.d", "/elsewhere/subgid");
        File.Delete(host.On("/etc/subgid"));
        File.Delete(host.On("/etc/subgid.d"));
        host.MakeLink("/etc/subgid", "/elsewhere/subgid");
        using var watch = new Watching(host, [.. Subids, "--only", "subid.present"]);
        watch.Published(report => !report.GetProperty("ready").GetBoolean());

        host["/elsewhere/subgid"] = "alice:100000:65536\n";
        watch.Published(report => report.GetProperty("ready").GetBoolean());
        host["/elsewhere/subgid"] = "alice:100000:1000\n";
        watch.Published(report => !report.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public void Each_change_is_said_once_and_nothing_while_nothing_changes()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, [.. Subids, "--interval", "1s"]);
        watch.Says("ready");
        host["/etc/subuid"] = "alice:100000:1000\n";
        watch.Says("→ fail");
        long evaluations = watch.Published(_ => true).GetProperty("watch").GetProperty("evaluations").GetInt64();
        watch.Published(report => report.GetProperty("watch").GetProperty("evaluations").GetInt64() >= evaluations + 3);
        host["/etc/subuid"] = "alice:100000:65536\n";
        watch.Says("fail → pass");

        watch.Signal("TERM");
        Assert.Equal(0, watch.Status());
        Assert.Equal(
            """
            rootless-host: ready
            rootless-host: subid.size alice: pass → fail: 1000 subordinate uids, 65536 needed
            rootless-host: subid.parity alice: pass → warn: uids 100000-100999 go with gids 100000-165535
            rootless-host: not ready: subid.size alice: 1000 subordinate uids, 65536 needed
            rootless-host: subid.size alice: fail → pass
            rootless-host: subid.parity alice: warn → pass
            rootless-host: ready
            """,
            watch.Said);
    }

    [Fact]
    public void To_the_journal_lines_have_priorities()
    {
        using FixtureHost host = Host();
        host["/etc/subuid"] = "alice:100000:1000\n";
        using var watch = new Watching(host, new() { ["JOURNAL_STREAM"] = "8:1" }, Subids);

        watch.Says("<4>subid.size alice: fail: 1000 subordinate uids, 65536 needed\n<4>subid.parity alice: warn: uids 100000-100999 go with gids 100000-165535\n<6>not ready: ");
    }

    [Fact]
    public void It_tells_systemd_when_the_first_look_is_over_and_how_each_went()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, Subids);

        Assert.Equal("STATUS=ready\nWATCHDOG=1", watch.Told());
        Assert.True(File.Exists(watch.Report));
        watch.ToldUntil(told => told == "READY=1");
        host["/etc/subuid"] = "alice:100000:1000\n";
        Assert.Equal("STATUS=not ready: subid.size alice: 1000 subordinate uids, 65536 needed\nWATCHDOG=1", watch.ToldUntil(told => told.Contains("not ready")));
        watch.Signal("TERM");
        watch.ToldUntil(told => told == "STOPPING=1");
        Assert.Equal(0, watch.Status());
    }

    [Fact]
    public void It_looks_at_least_twice_in_the_time_of_the_watchdog()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, new() { ["WATCHDOG_USEC"] = "4000000" }, [.. Subids, "--interval", "1h"]);

        watch.ToldUntil(told => told == "READY=1");
        Assert.Equal("2", watch.Published(_ => true).GetProperty("watch").GetProperty("intervalSeconds").GetRawText());
        for (int i = 0; i < 3; i++) watch.ToldUntil(told => told.EndsWith("WATCHDOG=1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_signal_ends_it(string signal)
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, Subids);
        watch.ToldUntil(told => told == "READY=1");

        watch.Signal(signal);
        watch.ToldUntil(told => told == "STOPPING=1");
        Assert.Equal(0, watch.Status());
        Assert.DoesNotContain("fail", watch.Said);
    }

    [Fact]
    public void A_configuration_is_read_again_when_told_and_a_bad_one_changes_nothing()
    {
        using FixtureHost host = Host();
        host["/etc/rootless-host/config.toml"] = "[watch]\ninterval = \"1h\"\n";
        using var watch = new Watching(host, Subids);
        watch.ToldUntil(told => told == "READY=1");
        host["/etc/rootless-host/config.toml"] = "[watch]\ninterval = \"30m\"\n";

        watch.Signal("HUP");
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", watch.ToldUntil(told => told.StartsWith("RELOADING", StringComparison.Ordinal)));
        watch.ToldUntil(told => told == "READY=1");
        watch.Says("the configuration was read again");
        Assert.Equal(1800, watch.Published(_ => true).GetProperty("watch").GetProperty("intervalSeconds").GetDouble());

        host["/etc/rootless-host/config.toml"] = "[watch]\ninterval = \"soon\"\n";
        watch.Signal("HUP");
        watch.ToldUntil(told => told.StartsWith("RELOADING", StringComparison.Ordinal));
        watch.ToldUntil(told => told == "READY=1");
        watch.Says("the configuration cannot be used, and the one before stays in force: /etc/rootless-host/config.toml:2:12: ");
        Assert.Equal(1800, watch.Published(report => report.GetProperty("watch").GetProperty("evaluations").GetInt64() >= 3).GetProperty("watch").GetProperty("intervalSeconds").GetDouble());
    }

    [Fact]
    public void A_look_that_fails_is_said_and_the_last_report_stays_with_its_date()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, Subids);
        string date = watch.Published(_ => true).GetProperty("generatedAt").GetString()!;
        host["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\n";

        JsonElement report = watch.Published(report => report.GetProperty("watch").GetProperty("failures").GetInt64() > 0);
        Assert.Equal("no user 'alice' on this host", report.GetProperty("watch").GetProperty("failure").GetString());
        Assert.Equal((date, true), (report.GetProperty("generatedAt").GetString(), report.GetProperty("ready").GetBoolean()));
        watch.Says("the look failed: no user 'alice' on this host");
        host["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n";
        watch.Says("looking works again");
        Assert.Equal(JsonValueKind.Null, watch.Published(now => now.GetProperty("watch").GetProperty("failure").ValueKind == JsonValueKind.Null).GetProperty("watch").GetProperty("failure").ValueKind);
    }

    [Fact]
    public void Whoever_reads_finds_a_whole_report_at_all_times()
    {
        using FixtureHost host = Host();
        using var watch = new Watching(host, new() { ["WATCHDOG_USEC"] = "20000" }, Subids);
        watch.Published(_ => true);
        int read = 0;
        long seen = 0;
        for (long evaluations = 0; evaluations < 100; read++)
        {
            using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(watch.Report));
            evaluations = report.RootElement.GetProperty("watch").GetProperty("evaluations").GetInt64();
            Assert.True(evaluations >= seen, "an older one");
            seen = evaluations;
        }

        Assert.True(read > 1);
        watch.Signal("TERM");
        watch.Status();
        Assert.Equal(["notify", "report.json"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(watch.Report)!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("--interval soon", 64, "--interval takes a time such as 60s or 5m, not 'soon'")]
    [InlineData("--user nobody-there", 64, "no user 'nobody-there' on this host")]
    [InlineData("--only nothing.*", 64, "--only: no check 'nothing.*'")]
    public void What_is_wrong_from_the_start_ends_it(string arguments, int status, string error)
    {
        using FixtureHost host = Host();

        Assert.Equal((status, "", $"rootless-host: {error}\n"), Commands.Program.Run(["watch", "--root", host.Folder, .. arguments.Split(' ')]));
    }

    [Fact]
    public void Where_other_commands_write_their_answer_it_publishes()
    {
        using FixtureHost host = Host();
        string report = host.On("/published.json");
        using var watch = new Watching(host, [.. Subids, "--output", report, "--strict", "-v"]);

        watch.ToldUntil(told => told == "READY=1");
        Assert.Contains("\"ready\": true", File.ReadAllText(report));
        Assert.False(File.Exists(watch.Report));
    }

    [Fact]
    public void A_bad_configuration_at_the_start_is_78()
    {
        using FixtureHost host = Host();
        host["/etc/rootless-host/config.toml"] = "[watch]\ninterval = 60\n";

        Assert.Equal(78, Commands.Program.Run("watch", "--root", host.Folder).Status);
    }

    private static FixtureHost Host() => new()
    {
        ["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n",
        ["/etc/subuid"] = "alice:100000:65536\n",
        ["/etc/subgid"] = "alice:100000:65536\n",
    };

    private static JsonElement Row(JsonElement watch) => watch.GetProperty("ids").GetProperty("uid").GetProperty("rows")[0];

    private static string Undated(string report) => string.Join('\n', report.Split('\n').Where(line => !line.Contains("\"generatedAt\"") && !line.Contains("\"durationSeconds\"")));
}
