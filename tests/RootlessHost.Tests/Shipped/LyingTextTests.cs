using System.Text;
using System.Text.Json;
using RootlessHost.Facts;
using RootlessHost.Tests.Daemon;

namespace RootlessHost.Tests.Shipped;

/// <summary>Whatever a host, or whoever asks, writes into a text: none of it acts on a screen, in any format of any command.</summary>
public sealed class LyingTextTests
{
    private const string Lie = LyingHost.Lie;

    private static readonly string[] Engines = [.. RootlessHost.Engines.AllEngines.List.SelectMany(engine => (string[])["--engine", engine.Name])];
    private static readonly string[] Everything = ["--all-users", .. Engines, "--need", "boot", "--need", "limits", "--need", "port:80", "--need", "ping", "--need", "systemd-cgroup"];

    public static TheoryData<string> Formats => [.. RootlessHost.Reports.AllFormats.List.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_format_of_a_report_lets_it_through(string format)
    {
        using FixtureHost host = LyingHost.Make();
        Ending ending = Binary.Run(["check", "--root", host.Folder, "--format", format, "-v", .. Everything]);

        Assert.InRange(ending.Status, 0, 3);
        AssertHarmless(ending);
        // Of what cannot name anybody there is nothing to hide.
        if (format is not ("prometheus" or "salt" or "zabbix")) Assert.Contains("u202e", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_gives_back_what_was_there()
    {
        using FixtureHost host = LyingHost.Make();
        using var report = JsonDocument.Parse(Binary.Run(["check", "--root", host.Folder, "--format", "json", .. Everything]).Output);

        Assert.Contains(report.RootElement.GetProperty("scope").GetProperty("users").EnumerateArray(), user => user.GetString() == LyingHost.Name);
    }

    [Fact]
    public void What_a_consumer_shows_as_it_is_is_shown_as_in_text()
    {
        using FixtureHost host = LyingHost.Make();
        foreach (string format in (string[])["ansible", "salt", "zabbix", "sarif"])
        {
            using var report = JsonDocument.Parse(Binary.Run(["check", "--root", host.Folder, "--format", format, .. Everything]).Output);

            Assert.All(Strings(report.RootElement), text => Assert.DoesNotContain(text.EnumerateRunes(), Deceptive.Is));
        }
    }

    [Theory]
    [InlineData("plan", "text")]
    [InlineData("plan", "json")]
    [InlineData("plan", "salt")]
    [InlineData("ids", "text")]
    [InlineData("ids", "json")]
    [InlineData("ids", "svg")]
    public void Neither_does_a_plan_or_a_map(string verb, string format)
    {
        using FixtureHost host = LyingHost.Make();
        Ending ending = Binary.Run([verb, "--root", host.Folder, "--format", format, .. verb == "plan" ? Everything : ["--all-users"]]);

        Assert.True(ending.Status == 0, ending.Errors);
        AssertHarmless(ending);
        Assert.Contains("u202e", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_does_what_was_changed()
    {
        foreach (string format in (string[])["text", "json", "salt"])
        {
            using FixtureHost host = LyingHost.Make();
            host["/etc/subuid"] = host["/etc/subgid"] = "";
            string[] podman = ["--root", host.Folder, "--user", LyingHost.Name, "--engine", "podman", "--need", "boot"];
            AssertHarmless(Binary.Run(["apply", .. podman, "--allow", "host-wide", "--format", format]));
            Ending history = Binary.Run(["history", "--root", host.Folder, "--format", format == "json" ? "json" : "text"]);
            AssertHarmless(history);
            Assert.Contains("u202e", history.Output, StringComparison.Ordinal);
            AssertHarmless(Binary.Run(["undo", "--root", host.Folder]));
        }
    }

    [Fact]
    public void Neither_does_an_explanation()
    {
        using FixtureHost host = LyingHost.Make();
        foreach (string id in RootlessHost.Checks.Catalogue.All.Select(check => check.About.Id).Where(id => id.StartsWith("subid.", StringComparison.Ordinal) || id.StartsWith("engine.", StringComparison.Ordinal)))
        {
            foreach (string format in (string[])["text", "json"]) AssertHarmless(Binary.Run(["explain", id, "--root", host.Folder, "--user", LyingHost.Name, "--format", format]));
        }
        foreach (string format in (string[])["text", "json"]) AssertHarmless(Binary.Run("explain", $"newuidmap: {Lie} write to uid_map failed: Operation not permitted", "--format", format));
    }

    [Theory]
    [InlineData("check", "--user")]
    [InlineData("check", "--engine")]
    [InlineData("check", "--need")]
    [InlineData("check", "--only")]
    [InlineData("check", "--format")]
    [InlineData("check", "--root")]
    [InlineData("check", "--config")]
    [InlineData("check", "--output")]
    [InlineData("check", "--timeout")]
    [InlineData("check", "--odd")]
    [InlineData("apply", "--allow")]
    [InlineData("undo", "--root")]
    [InlineData("history", "--root")]
    [InlineData("capture", "--timeout")]
    [InlineData("serve", "--listen")]
    [InlineData("watch", "--interval")]
    [InlineData("explain", "--root")]
    [InlineData("schema", null)]
    [InlineData("completion", null)]
    [InlineData("explain", null)]
    [InlineData(null, null)]
    public void Neither_does_an_error(string? verb, string? option)
    {
        Ending ending = Binary.Run([.. verb is null ? Array.Empty<string>() : [verb], .. option is null ? Array.Empty<string>() : [option], $"/no{Lie}thing/x\nrootless-host: ready"]);

        Assert.True(ending.Status > 0 && ending.Status != 70, $"{ending.Status}: {ending.Errors}");
        AssertHarmless(ending);
        Assert.True(ending.Errors.Count(c => c == '\n') <= 1, ending.Errors);
    }

    [Fact]
    public void Neither_does_a_daemon()
    {
        using FixtureHost host = LyingHost.Make();
        using var served = new Served([Binary.Path], report: null, root: host.Folder, arguments: Everything);
        served.Until(() => served.Ask("/startedz").Status == 200 ? "" : null, "it has looked");

        foreach (string target in (string[])["/", "/v1/report", "/v1/checks/subid.size", "/metrics", "/readyz?verbose", "/health", "/readyz/subid.size?verbose", "/readyz?user=%E2%80%AE", "/v1/checks/%E2%80%AE"])
        {
            string body = served.Ask(target).Body;
            Assert.DoesNotContain(body.EnumerateRunes(), rune => rune.Value is not '\n' && Deceptive.Is(rune));
        }
        Assert.DoesNotContain(served.Said.EnumerateRunes(), rune => rune.Value is not '\n' && Deceptive.Is(rune));
    }

    private static void AssertHarmless(Ending ending)
    {
        foreach (string text in (string[])[ending.Output, ending.Errors])
        {
            Rune[] raw = [.. text.EnumerateRunes().Where(rune => rune.Value is not '\n' && Deceptive.Is(rune)).Distinct()];
            Assert.True(raw.Length == 0, $"{string.Join(' ', raw.Select(rune => $"U+{rune.Value:x4}"))} in {text[..Math.Min(text.Length, 400)]}");
        }
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
