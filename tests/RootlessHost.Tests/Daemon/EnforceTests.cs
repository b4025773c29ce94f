using System.Text.Json;
using RootlessHost.Linux;
using RootlessHost.Tests.Crash;
using RootlessHost.Tests.Remedies;

namespace RootlessHost.Tests.Daemon;

/// <summary><c>watch --enforce</c>: what it mends, and what it does when it cannot, may not, or is stopped in the middle.</summary>
public sealed class EnforceTests
{
    private static readonly string[] Wanted = ["--enforce", "--interval", "1s", "--engine", "podman", "--user", "alice", "--need", "boot", "--need", "limits"];

    // A watchdog that has patience: of it the test hears that the work begins.
    private static readonly Dictionary<string, string> Watched = new() { ["WATCHDOG_USEC"] = "120000000" };

    [Fact]
    public void What_is_not_as_it_should_be_is_mended_and_said_once()
    {
        using FixtureHost host = Scratch.Make();
        using var watch = new Watching(host, Wanted);

        JsonElement report = watch.Published(report => Apply(report).ValueKind == JsonValueKind.Object && report.GetProperty("ready").GetBoolean());
        Assert.True(Apply(report).GetProperty("success").GetBoolean());
        Looks(watch, 3);
        End(watch);

        Assert.Equal(Scratch.Applied, host.Snapshot());
        Assert.Equal(["000001.done.json"], Scratch.Journal(host));
        Assert.Single(Lines(watch, "rootless-host undo 1 takes it back"));
        Assert.Single(Lines(watch, "mended (1): set the mode of /usr/bin/newuidmap to 4755, because of subid.helpers-priv: "));
    }

    [Fact]
    public void A_lock_that_somebody_holds_is_waited_for_and_then_left_for_a_minute()
    {
        using FixtureHost host = Scratch.Make();
        using var root = WritableRoot.At(host.Folder);
        using IDisposable held = root.LockFile("/etc/.pwd.lock", () => false);
        using var watch = new Watching(host, Wanted);

        watch.Says("not mended: /etc/.pwd.lock is held by ");
        JsonElement report = watch.Published(report => Apply(report).ValueKind == JsonValueKind.Object);
        Assert.False(Apply(report).GetProperty("success").GetBoolean());
        Looks(watch, 5);
        End(watch);

        Assert.Single(Lines(watch, "not mended: "));
        Assert.Single(Lines(watch, "the same is tried again in 1 min at the earliest"));
        Assert.Equal(Scratch.Fresh, host.Snapshot());
        Assert.Empty(Scratch.Journal(host));
    }

    [Fact]
    public void What_waits_for_a_lock_does_not_keep_it_from_ending()
    {
        using FixtureHost host = Scratch.Make();
        using var root = WritableRoot.At(host.Folder);
        using IDisposable held = root.LockFile("/etc/.pwd.lock", () => false);
        using var watch = new Watching(host, Watched, Wanted);
        watch.ToldUntil(told => told.StartsWith("WATCHDOG_USEC=2700000000", StringComparison.Ordinal));

        End(watch);

        Assert.DoesNotContain("not mended", watch.Said);
        Assert.Equal(Scratch.Fresh, host.Snapshot());
        Assert.Empty(Scratch.Journal(host));
    }

    // From before the first step to after the last: a few milliseconds on a quiet machine.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(200)]
    public void Ended_in_the_middle_it_leaves_all_of_it_or_nothing(int milliseconds)
    {
        using FixtureHost host = Scratch.Make();
        using var watch = new Watching(host, Watched, Wanted);
        watch.ToldUntil(told => told.StartsWith("WATCHDOG_USEC=2700000000", StringComparison.Ordinal));
        Thread.Sleep(milliseconds);

        End(watch);

        bool isDone = Scratch.Journal(host).Any(name => name.EndsWith(".done.json", StringComparison.Ordinal));
        Assert.Equal(isDone ? Scratch.Applied : Scratch.Fresh, host.Snapshot());
        Assert.DoesNotContain(Scratch.Journal(host), name => name.EndsWith(".begun.json", StringComparison.Ordinal));
    }

    [Fact]
    public void What_weakens_the_host_is_not_done_without_consent_and_asked_for_once()
    {
        using FixtureHost host = Scratch.Make();
        host.MakeProgram("/usr/bin/k3s")["/proc/sys/net/ipv4/ip_forward"] = "0\n";
        var before = host.Snapshot();
        using var watch = new Watching(host, "--enforce", "--interval", "1s", "--engine", "k3s", "--user", "alice");

        watch.Says("nothing is changed: set net.ipv4.ip_forward to 1 (only with host-wide = true in [apply])");
        Looks(watch, 4);
        Assert.Equal(JsonValueKind.Null, Apply(watch.Published(_ => true)).ValueKind);
        End(watch);

        Assert.Single(Lines(watch, "nothing is changed: "));
        Assert.Equal(before, host.Snapshot());
    }

    private static JsonElement Apply(JsonElement report) => report.GetProperty("watch").GetProperty("lastApply");

    private static IEnumerable<string> Lines(Watching watch, string text) => watch.Said.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal));

    private static void Looks(Watching watch, int more)
    {
        long evaluations = Evaluations(watch.Published(_ => true));
        watch.Published(report => Evaluations(report) >= evaluations + more);
    }

    private static long Evaluations(JsonElement report) => report.GetProperty("watch").GetProperty("evaluations").GetInt64();

    private static void End(Watching watch)
    {
        watch.Signal("TERM");
        Assert.Equal(0, watch.Status());
    }
}
