using System.Text;
using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class DaemonJsonTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData(" \n\t", null)]
    [InlineData("\uFEFF{\"data-root\": \"/x\"}", null)] // dockerd takes a byte-order mark
    [InlineData("{\"a\": 1,\n\"b\": }", "line 2: not JSON")]
    [InlineData("{\n // a comment\n}", "line 2: not JSON")]
    [InlineData("[]", "line 1: not a JSON object")]
    [InlineData("{\"a\": \"\\ud800\"}", "line 1: not JSON")]
    public void Refuses_what_dockerd_refuses_and_says_where(string text, string? problem) => Assert.Equal(problem, DaemonJson.Parse(Encoding.UTF8.GetBytes(text)).Problem);

    [Fact]
    public void Has_the_keys_at_the_top()
    {
        var json = DaemonJson.Parse(Encoding.UTF8.GetBytes("{\"live-restore\": true, \"dns\": [\"10.0.0.1\"], \"graph\": \"/old\", \"log\": {\"level\": \"x\"}}"));

        Assert.Equal(("true", "[\"10.0.0.1\"]", "/old", null), (json["live-restore"], json["dns"], json.DataRoot, json["level"]));
    }

    [Fact]
    public void Is_not_impressed_by_depth() =>
        Assert.NotNull(DaemonJson.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000)))).Problem);

    [Fact]
    public void Takes_or_refuses_any_bytes() => Gen.Byte.Array.Sample(bytes => Assert.True(DaemonJson.Parse(bytes) is { Problem: null or ['l', 'i', 'n', 'e', ' ', ..] }));

    [Fact]
    public void Takes_or_refuses_anything_that_looks_like_it() => Words.Of("{", "}", "\"a\"", ":", ",", "[", "]", "1", "\n", "null", "\"\\u", "//")
        .Array.Sample(parts => Assert.True(DaemonJson.Parse(Encoding.UTF8.GetBytes(string.Concat(parts))) is { Problem: null or ['l', 'i', 'n', 'e', ' ', ..] }));
}
