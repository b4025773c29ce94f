using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ConfigFileTests
{
    [Fact]
    public void Reads_what_should_be()
    {
        var file = ConfigFile.Parse("c.toml", """
            engines = ["podman"] # everything optional
            users = ["alice", "@ci", "1000-60000"]
            needs = ["port:80", "boot"]

            [subordinate-ids]
            count = 65536
            allocate = "by-uid"

            [apply]
            install = false
            host-wide = false

            [watch]
            interval = "60s"
            enforce = false

            [serve]
            listen = ["127.0.0.1:10469", "unix:/run/rootless-host/health.sock"]
            detail = "auto"

            [[profile]]
            users = ["@ci"]
            engines = ["podman"]
            needs = ["port:80", "boot"]
            """);

        Assert.Equal(["podman"], file.Engines);
        Assert.Equal(["alice", "@ci", "1000-60000"], file.Users);
        Assert.Equal(["port:80", "boot"], file.Needs);
        Assert.True(file.HasProfiles);
    }

    [Fact]
    public void Says_nothing_where_the_file_says_nothing()
    {
        var file = ConfigFile.Parse("c.toml", "apply.install = true\nserve = { detail = \"full\" }\n");

        Assert.Null(file.Engines);
        Assert.Null(file.Users);
        Assert.Null(file.Needs);
    }

    [Theory]
    [InlineData("engine = []", "c.toml:1:1: unknown key 'engine'")]
    [InlineData("\n  engines = \"podman\"", "c.toml:2:13: a list of strings is wanted")]
    [InlineData("engines = [\"podman\", \"rkt\"]", "c.toml:1:22: no engine 'rkt': *")]
    [InlineData("needs = [\"port:0\"]", "c.toml:1:10: '0' is no port: 1 to 65535")]
    [InlineData("users = [1000]", "c.toml:1:10: a string is wanted")]
    [InlineData("[aply]\ninstall = true", "c.toml:1:2: unknown table 'aply'")]
    [InlineData("[apply]\ninstall = \"yes\"", "c.toml:2:11: true or false is wanted")]
    [InlineData("apply = { instal = true }", "c.toml:1:11: unknown key 'apply.instal'")]
    [InlineData("[watch]\ninterval = 60", "c.toml:2:12: a string is wanted")]
    [InlineData("[watch]\ninterval = \"soon\"", "c.toml:2:12: a time such as *")]
    [InlineData("[serve]\ndetail = \"some\"", "c.toml:2:10: one of auto, full, withheld is wanted")]
    [InlineData("[subordinate-ids]\ncount = 0", "c.toml:2:9: a number from 1 to *")]
    [InlineData("[profile]\nusers = []", "c.toml:1:2: a profile is a table of its own: *")]
    [InlineData("engines = [", "c.toml:1:*")]
    [InlineData("needs = []\nneeds = []", "c.toml:2:*")]
    public void Refuses_by_line_and_column(string text, string message)
    {
        string said = Assert.Throws<FormatException>(() => ConfigFile.Parse("c.toml", text)).Message;

        if (message.EndsWith('*')) Assert.StartsWith(message[..^1], said);
        else Assert.Equal(message, said);
    }

    [Fact]
    public void Any_text_is_read_or_refused_by_line_and_column() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["abenginsuro=[]{}\"'\n#.,-1 "], 0, 80]).Sample(text =>
    {
        try
        {
            ConfigFile.Parse("c.toml", text);
        }
        catch (FormatException refused)
        {
            Assert.Matches(@"^c\.toml:\d+:\d+: .", refused.Message);
        }
    });
}
