using CsCheck;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class HarmlessTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("Zoë 😀 日本", "Zoë 😀 日本")]
    [InlineData("\e[31m", @"\x1b[31m")]
    [InlineData("a\r\nb\tc", @"a\x0d\x0ab\x09c")]
    [InlineData("\u202e\u2066\u200b", @"\u202e\u2066\u200b")]
    [InlineData("\u2028\u0085", @"\u2028\x85")]
    public void Shows_what_would_act_as_its_number(string text, string shown) => Assert.Equal(shown, Harmless.Line(text));

    [Fact]
    public void Cuts_the_end_of_what_is_long()
    {
        Assert.Equal("abcd…", Harmless.Line("abcdefgh", 5));
        Assert.Equal("abcde", Harmless.Line("abcde", 5));
        Assert.Equal(80, Harmless.Line(new string('x', 10_000_000), 80).Length);
    }

    [Fact]
    public void Nothing_that_acts_comes_through() =>
        Gen.String.Sample(text =>
        {
            string shown = Harmless.Line(text);
            Assert.DoesNotContain(shown, c => char.IsControl(c) || c is '\u202e' or '\u2028');
            Assert.True(Harmless.Line(text, 10).Length <= 10);
        });
}
