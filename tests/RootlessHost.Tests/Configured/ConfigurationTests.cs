using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Configured;

public sealed class ConfigurationTests
{
    [Fact]
    public void Without_a_file_the_defaults_hold()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "" };

        var configuration = Configuration.Of(host.Host(), file: null);

        Assert.Equal(new SubordinateIdPolicy(65536, ByUid: false, Min: null, Max: null), configuration.SubordinateIds);
        Assert.Equal(new ApplyPolicy(Install: false, HostWide: false), configuration.Apply);
        Assert.Equal(new WatchPolicy(TimeSpan.FromSeconds(60), Enforce: false), configuration.Watch);
        Assert.Equal(["127.0.0.1:10469", "unix:/run/rootless-host/health.sock"], configuration.Serve.Listen);
        Assert.Equal("auto", configuration.Serve.Detail);
        Assert.Empty(configuration.Needs.Names);
    }

    [Fact]
    public void What_is_written_is_what_holds()
    {
        var configuration = Of("""
            [subordinate-ids]
            count = 131072
            allocate = "by-uid"
            min = 1_000_000
            max = 2_000_000
            [apply]
            install = true
            host-wide = true
            [watch]
            interval = "2h"
            enforce = true
            [serve]
            listen = []
            detail = "withheld"
            """);

        Assert.Equal(new SubordinateIdPolicy(131072, ByUid: true, 1_000_000, 2_000_000), configuration.SubordinateIds);
        Assert.Equal(new ApplyPolicy(Install: true, HostWide: true), configuration.Apply);
        Assert.Equal(new WatchPolicy(TimeSpan.FromHours(2), Enforce: true), configuration.Watch);
        Assert.Empty(configuration.Serve.Listen);
        Assert.Equal("withheld", configuration.Serve.Detail);
    }

    [Fact]
    public void A_later_file_goes_before_an_earlier_one_and_profiles_add_up()
    {
        using FixtureHost host = ConfiguredHost.Of("""
            engines = ["docker"]
            users = ["alice"]
            needs = ["ping"]
            apply.install = true
            subordinate-ids.count = 131072
            [[profile]]
            users = ["ann"]
            engines = ["podman"]
            """);
        host[$"{Configuration.Folder}/20-b.toml"] = "needs = []\nengines = [\"k3s\"]\n[[profile]]\nusers = [\"carl\"]\nengines = [\"podman\"]\n";
        host[$"{Configuration.Folder}/10-a.toml"] = "engines = [\"lxc\"]\nsubordinate-ids = { allocate = \"by-uid\" }\napply = { host-wide = true }\n";
        host[$"{Configuration.Folder}/30-c.conf"] = "not read";
        host[$"{Configuration.Folder}/.40-d.toml"] = "not read";

        var configuration = Configuration.Of(host.Host(), file: null);

        Assert.Equal(["k3s alice:", "podman ann:", "podman carl:"], host.Look(ConfiguredHost.Ping).Verdicts());
        Assert.Equal(new SubordinateIdPolicy(131072, ByUid: true), configuration.SubordinateIds);
        Assert.Equal(new ApplyPolicy(Install: true, HostWide: true), configuration.Apply);
    }

    [Theory]
    [InlineData("min = 100000\nmax = 165534", "c.toml:3:7: from min 100000 to max 165534 there is no room for 65536 ids: raise max or lower min")]
    [InlineData("min = 200000\nmax = 100000", "c.toml:3:7: from min 200000 to max 100000 there is no room for 65536 ids: raise max or lower min")]
    public void A_window_with_no_room_is_refused(string lines, string refusal)
    {
        using var host = new FixtureHost { ["/c.toml"] = "[subordinate-ids]\n" + lines + "\n" };

        string said = Assert.Throws<ConfigurationException>(() => Configuration.Of(host.Host(), host.On("/c.toml"))).Message;

        Assert.Equal($"{host.Folder}/{refusal}", said);
    }

    [Fact]
    public void A_window_with_just_enough_room_is_not_refused() => Assert.Equal(165535UL, Of("subordinate-ids = { min = 100000, max = 165535 }").SubordinateIds.Max);

    [Theory]
    [InlineData("users = [\"alice\", \"dave\"]", "1:19: no user 'dave' on this host")]
    [InlineData("users = [\"@cj\"]", "1:10: no group 'cj' on this host")]
    [InlineData("users = [\"4711\"]", "1:10: no user '4711' on this host")]
    [InlineData("users = [\"1-\"]", "1:10: no user '1-' on this host")]
    [InlineData("users = [\"a\\u001bc\"]", "1:10: no user 'a\\x1bc' on this host")]
    [InlineData("\n[[profile]]\nusers = [\"alice\",\n  \"dave\"]", "4:3: no user 'dave' on this host")]
    public void A_user_that_is_not_there_has_a_place(string configuration, string refusal)
    {
        using FixtureHost host = ConfiguredHost.Of(configuration);

        Assert.Equal($"{Configuration.Path}:{refusal}", Assert.Throws<ConfigurationException>(() => host.Scope()).Message);
    }

    private static Configuration Of(string text)
    {
        using FixtureHost host = ConfiguredHost.Of(text);
        HostFacts facts = host.Host();
        return Configuration.Of(facts, file: null);
    }
}
