using System.Text.Json;
using RootlessHost.Tests.Daemon;
using RootlessHost.Tests.Remedies;

namespace RootlessHost.Tests.Shipped;

/// <summary>Before a host of which one file or one home is spoiled: <c>watch</c> and <c>serve</c> tell of all the rest, <c>apply</c> says what keeps it.</summary>
public sealed class SpoiledDaemonTests
{
    private static readonly string[] Wishes = ["--all-users", "--engine", "docker", "--engine", "podman", "--need", "boot"];

    public static TheoryData<string, string> Spoiled => new(
        from path in (string[])["/etc/passwd", "/etc/group", "/etc/subuid", "/etc/subgid", "/etc/login.defs", "/etc/nsswitch.conf", "/etc/os-release", "/proc/self/mountinfo"]
        from way in (string[])["fifo", "folder", "loop", "bytes"]
        select (path, way));

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void Watch_publishes_and_apply_answers(string path, string way)
    {
        using FixtureHost host = SpoiledHostTests.Host();
        SpoiledHostTests.Spoil(host, path, way);
        using (var watch = new Watching(host, Wishes))
        {
            JsonElement report = watch.Published(_ => true);
            Assert.Equal(JsonValueKind.Null, report.GetProperty("watch").GetProperty("failure").ValueKind);
            if (path != "/etc/passwd") Assert.Equal(["alice", "bob"], report.GetProperty("scope").GetProperty("users").EnumerateArray().Select(user => user.GetString()));
        }

        Ending apply = Binary.Run(["apply", "--root", host.Folder, .. Wishes]);

        Assert.True(apply.Status is 0 or 1, $"{apply.Status}: {apply.Errors}");
        Assert.Equal("", apply.Errors);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("\u0001\e[2J")]
    public void Serve_and_watch_tell_of_everybody_but_him_who_has_no_home(string home)
    {
        using FixtureHost host = SpoiledHostTests.Host();
        File.AppendAllText(host.On("/etc/passwd"), $"mallory:x:1002:1002::{home}:/bin/sh\n");
        using (var watch = new Watching(host, Wishes)) Assert.Equal(6, watch.Published(_ => true).GetProperty("verdicts").GetArrayLength());
        using var served = new Served([Binary.Path], report: null, root: host.Folder, arguments: Wishes);
        served.Until(() => served.Ask("/startedz").Status == 200 ? "" : null, "it has looked");

        Assert.Equal(200, served.Ask("/v1/report").Status);
    }
}
