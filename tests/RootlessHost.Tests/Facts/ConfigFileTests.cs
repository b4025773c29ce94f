using System.Text;
using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ConfigFileTests
{
    private const string Engines = "docker, podman, nerdctl, buildkit, kubernetes, k3s, userns-remap, apptainer, lxc";

    [Fact]
    public void Reads_what_should_be()
    {
        var file = ConfigFile.Parse("c.toml", """
            engines = ["podman"] # everything optional
            users = ["alice", "@ci", "1000-60000"]
            needs = ["port:80", "boot"]

            [subordinate-ids]
            count = 131_072
            allocate = "by-uid"
            min = 0x10000
            max = 2147483647

            [apply]
            install = true
            host-wide = false

            [watch]
            interval = "5m"
            enforce = true

            [serve]
            listen = ["127.0.0.1:10469", "[::1]:80", "unix:/run/rootless-host/health.sock"]
            detail = 'full'

            [[profile]]
            users = ["@ci"]
            engines = ["podman"]
            needs = ["port:80", "boot"]

            [[profile]]
            needs = []
            """);

        Assert.Equal([new("podman", "c.toml:1:12")], file.Settings.Words("engines"));
        Assert.Equal([new("alice", "c.toml:2:10"), new("@ci", "c.toml:2:19"), new("1000-60000", "c.toml:2:26")], file.Settings.Words("users"));
        Assert.Equal(["port:80", "boot"], file.Settings.Words("needs").Select(word => word.Text));
        Assert.Equal((131072L, "by-uid", 65536L, 2147483647L), (file.Settings.Get("subordinate-ids.count", 0L), file.Settings.Get("subordinate-ids.allocate", ""), file.Settings.Get("subordinate-ids.min", 0L), file.Settings.Get("subordinate-ids.max", 0L)));
        Assert.Equal("c.toml:9:7", file.Settings.PlaceOf("subordinate-ids.max"));
        Assert.True(file.Settings.Get("apply.install", false));
        Assert.False(file.Settings.Get("apply.host-wide", true));
        Assert.Equal(TimeSpan.FromMinutes(5), file.Settings.Get("watch.interval", TimeSpan.Zero));
        Assert.Equal("full", file.Settings.Get("serve.detail", "auto"));
        Assert.Equal(2, file.Profiles.Count);
        Assert.Equal([new("@ci", "c.toml:24:10")], file.Profiles[0].Words("users"));
        Assert.Equal(["port:80", "boot"], file.Profiles[0].Words("needs").Select(word => word.Text));
        Assert.Empty(file.Profiles[1].Words("users"));
    }

    [Fact]
    public void Says_nothing_where_the_file_says_nothing()
    {
        var file = ConfigFile.Parse("c.toml", "\uFEFFapply.install = true\nserve = { detail = \"full\" }\n");

        Assert.Null(file.Settings.PlaceOf("engines"));
        Assert.Empty(file.Settings.Words("users"));
        Assert.Empty(file.Profiles);
        Assert.True(file.Settings.Get("apply.install", false));
        Assert.Equal("full", file.Settings.Get("serve.detail", "auto"));
    }

    [Theory]
    [InlineData("engine = []", "c.toml:1:1: unknown key 'engine': engines, users, needs, [subordinate-ids], [apply], [watch], [serve], [[profile]]")]
    [InlineData("\n  engines = \"podman\"", "c.toml:2:13: a list of strings is wanted, such as [\"…\"]")]
    [InlineData("engines = [\"podman\", \"rkt\"]", "c.toml:1:22: no engine 'rkt': " + Engines)]
    [InlineData("engines = [\"\\u001b[31m\"]", "c.toml:1:12: no engine '\\x1b[31m': " + Engines)]
    [InlineData("needs = [\"port:0\"]", "c.toml:1:10: '0' is no port: 1 to 65535")]
    [InlineData("needs = [\"limits:gpu\"]", "c.toml:1:10: 'gpu' is no controller: cpu, memory, pids, io, cpuset")]
    [InlineData("needs = [\"root\"]", "c.toml:1:10: 'root' is no need: network, limits, ping, boot, systemd-cgroup, swarm, checkpoint, limits:CONTROLLERS, port:N")]
    [InlineData("users = [1000]", "c.toml:1:10: a string is wanted, in quotes")]
    [InlineData("users = [\"\"]", "c.toml:1:10: a name, a uid, \"@group\" or \"1000-60000\" is wanted")]
    [InlineData("users = [\"@\"]", "c.toml:1:10: a name, a uid, \"@group\" or \"1000-60000\" is wanted")]
    [InlineData("users = [\"60000-1000\"]", "c.toml:1:10: the range ends before it begins: \"1000-60000\"")]
    [InlineData("[aply]\ninstall = true", "c.toml:1:2: unknown table 'aply': [subordinate-ids], [apply], [watch], [serve], [[profile]]")]
    [InlineData("[apply.install]", "c.toml:1:2: unknown table 'apply.install': [subordinate-ids], [apply], [watch], [serve], [[profile]]")]
    [InlineData("[[apply]]", "c.toml:1:3: there is one table of that name: [apply]")]
    [InlineData("apply = true", "c.toml:1:9: a table is wanted: [apply]")]
    [InlineData("[apply]\ninstall = \"yes\"", "c.toml:2:11: true or false is wanted")]
    [InlineData("apply = { instal = true }", "c.toml:1:11: unknown key 'apply.instal': install, host-wide")]
    [InlineData("\"apply.install\" = true", "c.toml:1:1: unknown key '\"apply.install\"': engines, *")]
    [InlineData("[watch]\ninterval = 60", "c.toml:2:12: a string is wanted, in quotes")]
    [InlineData("[watch]\ninterval = \"soon\"", "c.toml:2:12: a time such as \"60s\", \"5m\" or \"1h\" is wanted, of a day at most")]
    [InlineData("[watch]\ninterval = \"0s\"", "c.toml:2:12: a time such as *")]
    [InlineData("[watch]\ninterval = \"25h\"", "c.toml:2:12: a time such as *")]
    [InlineData("[watch]\ninterval = \"4294967295h\"", "c.toml:2:12: a time such as *")]
    [InlineData("[serve]\ndetail = \"some\"", "c.toml:2:10: one of \"auto\", \"full\", \"withheld\" is wanted")]
    [InlineData("[serve]\nlisten = [\"localhost\"]", "c.toml:2:11: an address such as \"127.0.0.1:10469\", \"[::1]:10469\" or \"unix:/run/x.sock\" is wanted")]
    [InlineData("[serve]\nlisten = [\"127.0.0.1\"]", "c.toml:2:11: an address such as *")]
    [InlineData("[serve]\nlisten = [\"127.0.0.1:65536\"]", "c.toml:2:11: an address such as *")]
    [InlineData("[serve]\nlisten = [\"unix:run/x\"]", "c.toml:2:11: an address such as *")]
    [InlineData("[subordinate-ids]\ncount = 65535", "c.toml:2:9: a number from 65536 to 2147483648 is wanted")]
    [InlineData("[subordinate-ids]\ncount = 2147483649", "c.toml:2:9: a number from 65536 to 2147483648 is wanted")]
    [InlineData("[subordinate-ids]\ncount = 65536.0", "c.toml:2:9: a number from *")]
    [InlineData("[subordinate-ids]\ncount = 99999999999999999999", "c.toml:2:9: *")]
    [InlineData("[subordinate-ids]\nallocate = \"random\"", "c.toml:2:12: one of \"next-free\", \"by-uid\" is wanted")]
    [InlineData("[subordinate-ids]\nmin = 1000", "c.toml:2:7: a number from 65536 to 2147483647 is wanted")]
    [InlineData("[subordinate-ids]\nmax = -1", "c.toml:2:7: a number from *")]
    [InlineData("[subordinate-ids]\nsize = 65536", "c.toml:2:1: unknown key 'subordinate-ids.size': count, allocate, min, max")]
    [InlineData("[profile]\nusers = []", "c.toml:1:2: each profile is a table of its own: [[profile]]")]
    [InlineData("profile = [{ users = [] }]", "c.toml:1:1: each profile is a table of its own: [[profile]]")]
    [InlineData("profile.users = []", "c.toml:1:1: each profile is a table of its own: [[profile]]")]
    [InlineData("[[profile]]\nuser = []", "c.toml:2:1: unknown key 'profile.user': users, engines, needs")]
    [InlineData("engines = [", "c.toml:1:*")]
    [InlineData("engines = [\"\\", "c.toml:1:*")]
    [InlineData("engines = \"\"\"\\", "c.toml:*")]
    [InlineData("engines = \"\\u00", "c.toml:1:*")]
    [InlineData("engines = \"\\ud800\"", "c.toml:1:*")]
    [InlineData("needs = []\nneeds = []", "c.toml:2:*")]
    [InlineData("[apply]\n[apply]", "c.toml:2:*")]
    [InlineData("apply.install = true\n[apply]\ninstall = true", "c.toml:*")]
    public void Refuses_by_line_and_column(string text, string message)
    {
        string said = Assert.Throws<FormatException>(() => ConfigFile.Parse("c.toml", text)).Message;

        if (message.EndsWith('*')) Assert.StartsWith(message[..^1], said);
        else Assert.Equal(message, said);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public void A_byte_that_is_not_UTF_8_has_a_place() => Assert.Equal(
        "c.toml:2:9: a byte that is not UTF-8, as TOML is",
        Assert.Throws<FormatException>(() => ConfigFile.Parse("c.toml", [.. "# é\nusers = "u8, 0xff, 0xfe])).Message);

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("x={")]
    [InlineData("engines=[")]
    [InlineData("x.")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("'''")]
    [InlineData("needs=[]\n")]
    [InlineData("[[profile]]\n")]
    [InlineData("[apply]\n")]
    [InlineData("#")]
    [InlineData("\0")]
    public void A_megabyte_of_anything_is_read_or_refused_in_a_line(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        string said = "c.toml:1:1: fine";
        try
        {
            ConfigFile.Parse("c.toml", text);
        }
        catch (FormatException refused)
        {
            said = refused.Message;
        }

        Assert.Matches(@"^c\.toml:\d+:\d+: .{1,300}$", said);
    }

    [Fact]
    public void Any_text_is_read_or_refused_by_line_and_column() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["abenginsuxUro=[]{}\"'\n\r\t\\#.,-10_: \uD800é"], 0, 80]).Sample(text => ReadOrRefused(() => ConfigFile.Parse("c.toml", text)));

    [Fact]
    public void Any_bytes_are_read_or_refused_by_line_and_column() => Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefused(() => ConfigFile.Parse("c.toml", bytes)));

    private static void ReadOrRefused(Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException refused)
        {
            Assert.Matches(@"^c\.toml:\d+:\d+: .", refused.Message);
        }
    }
}
