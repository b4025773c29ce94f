using System.Text;
using System.Text.Json;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Facts;

public sealed class DeceptiveTests
{
    [Theory]
    [InlineData(0x1b, @"\x1b")] // drives a terminal
    [InlineData(0x7f, @"\x7f")]
    [InlineData(0x85, @"\x85")]
    [InlineData(0xa0, @"\xa0")] // a blank that is none
    [InlineData(0xad, @"\xad")] // a hyphen that is not shown
    [InlineData(0x34f, @"\u034f")]
    [InlineData(0x61c, @"\u061c")]
    [InlineData(0x115f, @"\u115f")] // a letter that is empty
    [InlineData(0x180b, @"\u180b")]
    [InlineData(0x200b, @"\u200b")]
    [InlineData(0x2028, @"\u2028")]
    [InlineData(0x202e, @"\u202e")] // turns the direction
    [InlineData(0x2066, @"\u2066")]
    [InlineData(0x2069, @"\u2069")]
    [InlineData(0x2800, @"\u2800")] // a sign that is empty
    [InlineData(0x3000, @"\u3000")]
    [InlineData(0x3164, @"\u3164")]
    [InlineData(0xe000, @"\ue000")] // looks as its font likes
    [InlineData(0xfe0f, @"\ufe0f")]
    [InlineData(0xfeff, @"\ufeff")]
    [InlineData(0xffa0, @"\uffa0")]
    [InlineData(0xe0041, @"\U000e0041")] // a tag: an A that nobody sees
    [InlineData(0xe0100, @"\U000e0100")]
    public void What_lies_is_shown_as_its_number(int code, string shown)
    {
        Assert.True(Deceptive.Is(new Rune(code)));
        Assert.Equal($"a{shown}b", Harmless.Line($"a{new Rune(code)}b"));
        Assert.Equal($"a{shown}b", Printable.Of($"a{new Rune(code)}b"));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("Zoë 😀 日本 한글 عربى עברית देवनागरी")]
    [InlineData("~!\"\\<>&'%$ \ufffd")]
    public void What_is_seen_is_shown(string text) => Assert.Equal(text, Harmless.Line(text));

    [Fact]
    public void Json_of_any_character_has_none_that_lies_and_gives_it_back()
    {
        foreach (JsonWriterOptions options in (JsonWriterOptions[])[JsonText.Indented, JsonText.OneLine])
        {
            for (int code = 0; code <= 0x10ffff; code++)
            {
                if (!Rune.IsValid(code)) continue;
                var rune = new Rune(code);
                using var stream = new MemoryStream();
                using (var json = new Utf8JsonWriter(stream, options)) json.WriteStringValue($"a{rune}");
                string written = Encoding.UTF8.GetString(stream.ToArray());

                if (written.EnumerateRunes().Any(Deceptive.Is)) Assert.Fail($"U+{code:x4} is written as it is");
                if (JsonSerializer.Deserialize<string>(written) != $"a{rune}") Assert.Fail($"U+{code:x4} does not come back from {written}");
            }
        }
    }

    [Fact]
    public void Json_of_nothing_but_what_lies_is_whole()
    {
        string text = string.Concat(Enumerable.Repeat("\u202e\u2066\u200b\U000e0041\e", 10_000));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonText.OneLine)) json.WriteStringValue(text);

        Assert.Equal(text, JsonSerializer.Deserialize<string>(stream.ToArray()));
    }

    [Fact]
    public void What_needs_no_escape_is_written_as_itself()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonText.OneLine)) json.WriteStringValue("sed -i 's/<é&日>/+/'");

        Assert.Equal("\"sed -i 's/<é&日>/+/'\"", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
