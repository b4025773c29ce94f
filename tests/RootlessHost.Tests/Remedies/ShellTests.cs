using System.Globalization;
using CsCheck;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Remedies;

public sealed class ShellTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("", "''")]
    [InlineData("Zoë 日本 😀", "'Zoë 日本 😀'")]
    [InlineData("it's;reboot", @"'it'\''s;reboot'")]
    [InlineData("a\e[31m\nb\u0085", "'a?[31m?b?'")]
    [InlineData("a\u202eb\u2066c\u200bd\ufeff", "'a?b?c?d?'")] // turned round, isolated, of no width
    [InlineData("a\u2028b\u2029c", "'a?b?c'")]
    [InlineData("a\ue000b\U000e0041", "'a?b?'")] // private use, tags
    public void A_word_is_what_it_looks_like(string word, string quoted) => Assert.Equal(quoted, Shell.Quote(word));

    [Fact]
    public void Nothing_that_acts_comes_through() => Gen.String.Sample(word => Assert.DoesNotContain(
        Shell.Quote(word).EnumerateRunes(), rune => System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator));
}
