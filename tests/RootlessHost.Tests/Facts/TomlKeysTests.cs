using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class TomlKeysTests
{
    private const string Text = """
        # containers.conf
        version = 2
        [network]
        #default_rootless_network_cmd = "pasta"
        default_rootless_network_cmd = "slirp4netns" # why
        [ engine ]
        runtime='crun'
        database_backend = "boltdb
        events_logger = journald # not quoted
        [engine.runtimes]
        runtime = "no"
        """;

    [Theory]
    [InlineData("", "version", "2")]
    [InlineData("network", "default_rootless_network_cmd", "slirp4netns")]
    [InlineData("engine", "runtime", "crun")]
    [InlineData("engine", "database_backend", "boltdb")]
    [InlineData("engine", "events_logger", "journald")]
    [InlineData("engine", "missing", null)]
    public void Finds_a_value_by_its_table_and_key(string table, string key, string? value) => Assert.Equal(value, TomlKeys.Parse(Text)[table, key]);

    [Fact]
    public void A_later_file_overrides_an_earlier() => Assert.Equal("b", TomlKeys.Parse(["[t]\nk = 'a'", "[t]\nk = 'b'", "[u]\nk = 'c'"])["t", "k"]);

    [Fact]
    public void Takes_any_text() => Gen.String.Sample(text => _ = TomlKeys.Parse(text));

    [Fact]
    public void Takes_anything_that_looks_like_it() => Words.Of("[", "]", "a", "=", "\"", "'", "#", "\n", " ").Array.Sample(parts => _ = TomlKeys.Parse(string.Concat(parts)));
}
