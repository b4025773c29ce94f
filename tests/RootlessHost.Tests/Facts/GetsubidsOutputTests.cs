using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class GetsubidsOutputTests
{
    [Fact]
    public void Reads_a_range_a_line() =>
        Assert.Equal([new IdRange(100000, 65536), new IdRange(2147483648, 65536)], GetsubidsOutput.Parse("0: alice 100000 65536\n1: DOM\\al ice 2147483648 65536\n"));

    [Theory]
    [InlineData("0: alice 100000\n", "line 1: not a range of getsubids")]
    [InlineData("0: alice 1 2\nError fetching ranges\n", "line 2: not a range of getsubids")]
    public void Names_the_line_that_is_none(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => GetsubidsOutput.Parse(text)).Message);

    [Fact]
    public void Any_text_is_read_or_refused_by_line() => Gen.String.Sample(text =>
    {
        try
        {
            _ = GetsubidsOutput.Parse(text);
        }
        catch (FormatException wrong)
        {
            Assert.StartsWith("line ", wrong.Message, StringComparison.Ordinal);
        }
    });
}
