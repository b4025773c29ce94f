using System.Text;
using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class SubidFileTests
{
    // What the lines are made of that programs read differently.
    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.String[Gen.Char["alicebo:0x1789afX \t\r+-#!\0é"], 0, 24],
        Gen.Select(AnyOf("alice", " alice", "alice ", "#alice", "!alice", "+", "1000", "01000", ""), Number(), Number(), AnyOf("", " ", "\r", ":", ":x", " # c"), (owner, start, count, end) => $"{owner}:{start}:{count}{end}"));

    [Fact]
    public void Writes_back_what_it_read_whatever_that_was() =>
        Gen.Byte.Array[0, 300].Sample(bytes => SubidFile.Parse(bytes).Write().AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Writes_back_odd_rows_unchanged_and_finds_each_where_it_stands() => Line.Array[0, 20].Sample(lines =>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        SubidFile file = SubidFile.Parse(bytes);
        Assert.Equal(bytes, file.Write());
        foreach (SubidRow row in file.Rows)
        {
            Assert.Equal(lines[row.Line - 1], Encoding.UTF8.GetString(file.BytesOf(row)));
            if (row.Owner >= 0) Assert.Contains(row, file.RowsOf(file.OwnerOf(row), uid: null).Select(index => file.Rows[index]));
        }
    });

    [Theory]
    // start:count as shadow reads it, and whether 4.13, 4.17.4, 4.19.4 and 4.20.2 see it: the measured table.
    [InlineData("alice:100000:65536", "100000:65536", "yyyy")]
    [InlineData("#alice:100000:65536", "100000:65536", "yyyy")]
    [InlineData("!alice:100000:65536", "100000:65536", "yyyy")]
    [InlineData("alice: 100000:\t65536", "100000:65536", "yyyy")]
    [InlineData("alice:100000:65536 ", "0:0", "nnnn")]
    [InlineData("alice:100000:65536\r", "0:0", "nnnn")]
    [InlineData("alice:100000:65536 # c", "0:0", "nnnn")]
    [InlineData("alice:0x186a0:0x10000", "100000:65536", "yyyy")]
    [InlineData("alice:0X186A0:65536", "100000:65536", "yyyy")]
    [InlineData("alice:0x:65536", "0:0", "nnnn")]
    [InlineData("alice:0100000:65536", "32768:65536", "yyyy")]
    [InlineData("alice:0900000:1", "0:0", "nnnn")]
    [InlineData("alice:+100000:+65536", "100000:65536", "yyyy")]
    [InlineData("alice:+-1:1", "0:0", "nnnn")]
    [InlineData("alice:-1:1", "18446744073709551615:1", "ynnn")]
    [InlineData("alice:1:-1", "1:18446744073709551615", "ynnn")]
    [InlineData("alice:100000:0", "100000:0", "yyyy")]
    [InlineData("alice:4294967295:2", "4294967295:2", "yyyn")]
    [InlineData("alice:4294967296:1", "4294967296:1", "yyyn")]
    [InlineData("alice:0:4294967296", "0:4294967296", "yyyn")]
    [InlineData("alice:0:4294967295", "0:4294967295", "yyyy")]
    [InlineData("alice:4294967295:1", "4294967295:1", "yyyy")]
    [InlineData("alice:18446744073709551616:1", "0:0", "nnnn")]
    [InlineData("alice:1:2:x", "1:2", "yynn")]
    [InlineData("alice:1:2:", "1:2", "yynn")]
    [InlineData("+alice:1:2", "1:2", "nnnn")]
    [InlineData("-alice:1:2", "1:2", "nnnn")]
    [InlineData("alice:1", "0:0", "nnnn")]
    [InlineData("alice", "0:0", "nnnn")]
    [InlineData(":1:2", "0:0", "nnnn")]
    [InlineData("alice::65536", "0:0", "nnnn")]
    [InlineData("alice:1:", "0:0", "nnnn")]
    public void Reads_as_each_version_of_shadow_does(string line, string range, string seen)
    {
        string[] versions = ["4.13", "4.17.4", "4.19.4", "4.20.2"];
        for (int i = 0; i < versions.Length; i++)
        {
            SubidRow row = Assert.Single(SubidFile.Parse(Encoding.UTF8.GetBytes(line + "\n"), new Version(versions[i])).Rows.ToArray());
            Assert.Equal((range, seen[i] == 'y' ? SubidSight.Visible : SubidSight.Invisible), ($"{row.Start}:{row.Count}", row.Sight));
        }
    }

    [Theory]
    [InlineData("a:1:2:x")]
    [InlineData("a:-1:1")]
    [InlineData("a:4294967295:2")]
    public void Does_not_decide_what_a_version_decides_that_it_does_not_know(string line) =>
        Assert.Equal(SubidSight.Uncertain, SubidFile.Parse(Encoding.UTF8.GetBytes(line + "\n")).Rows[0].Sight);

    [Theory]
    [InlineData("# a comment")]
    [InlineData("# see: the wiki")]
    [InlineData("")]
    [InlineData("   \t")]
    public void Comments_and_blank_lines_are_no_rows(string line) => Assert.Empty(SubidFile.Parse(Encoding.UTF8.GetBytes(line + "\n")).Rows.ToArray());

    [Theory]
    // what is written in Go reads, and what Docker reads for userns-remap
    [InlineData("a:100000:65536", "100000:65536", "100000:65536")]
    [InlineData("a:0100000:65536", "100000:65536", "100000:65536")]
    [InlineData("a:100000:65536\r", "100000:65536", "100000:65536")]
    [InlineData(" a:100000:65536 ", "100000:65536", "100000:65536")]
    [InlineData("a: 100000:65536", null, "0:65536")]
    [InlineData("a:0x186a0:65536", null, "0:65536")]
    [InlineData("a::65536", null, "0:65536")]
    [InlineData("a:abc:65536", null, "0:65536")]
    [InlineData("a:100000:64k", null, "100000:0")]
    [InlineData("a:1:2:x", null, "1:2")]
    public void Knows_what_programs_in_Go_read(string line, string? go, string docker)
    {
        SubidFile file = SubidFile.Parse(Encoding.UTF8.GetBytes(line + "\n"));
        SubidRow row = file.Rows[0];

        Assert.Equal((go, docker), (file.GoReading(row) is { } range ? $"{range.Start}:{range.Count}" : null, $"{file.DockerReading(row).Start}:{file.DockerReading(row).Count}"));
    }

    [Fact]
    public void Finds_the_rows_of_a_name_and_its_number_in_the_order_of_the_file()
    {
        SubidFile file = SubidFile.Parse("alice:1:1\n1000:2:1\nbob:3:1\nalice:4:1\n01000:5:1\n10000:6:1\n"u8.ToArray());

        Assert.Equal([1, 2, 4, 5], file.RowsOf("alice", 1000).Select(index => file.Rows[index].Line));
        Assert.Equal([1, 4], file.RowsOf("alice", uid: null).Select(index => file.Rows[index].Line));
        Assert.Empty(file.RowsOf("carol", 7));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_match_no_name_but_their_own()
    {
        SubidFile file = SubidFile.Parse([(byte)'a', 0xff, .. ":1:1\n"u8, (byte)'a', 0xfe, .. ":2:1\n"u8]);

        Assert.Equal(["a\\xff", "a\\xfe"], file.Owners);
        Assert.Empty(file.RowsOf("a\uFFFD", uid: null));
    }

    [Fact]
    public void A_line_of_1023_bytes_is_seen_and_one_of_1024_is_not()
    {
        string owner = new('a', 1023 - ":1:1".Length);

        Assert.Equal(SubidSight.Visible, SubidFile.Parse(Encoding.UTF8.GetBytes($"{owner}:1:1\n")).Rows[0].Sight);
        Assert.Equal(SubidSight.Invisible, SubidFile.Parse(Encoding.UTF8.GetBytes($"{owner}a:1:1\n")).Rows[0].Sight);
    }

    [Fact]
    public void A_line_of_ten_megabytes_costs_little_and_is_named()
    {
        byte[] bytes = [.. "alice:100000:65536\n"u8, .. Enumerable.Repeat((byte)'x', 10 << 20), (byte)'\n', .. "bob:1:1\n"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();

        SubidFile file = SubidFile.Parse(bytes);

        Assert.Equal((2, 2), (file.LongLine, file.OddLine));
        Assert.Equal(100000u, file.Rows[file.RowsOf("alice", 1000)[0]].Start);
        Assert.True(file.TextOf(file.Rows[1]).Length < 200);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50 << 20);
    }

    [Fact]
    public void A_file_of_nothing_but_newlines_has_no_rows() => Assert.Equal(0, SubidFile.Parse([.. Enumerable.Repeat((byte)'\n', 1 << 20)]).Rows.Length);

    [Fact]
    public void More_rows_than_there_can_be_use_for_are_refused_by_line()
    {
        byte[] bytes = [.. Enumerable.Repeat("a:1:1\n"u8.ToArray(), SubidFile.MostRows + 1).SelectMany(line => line)];

        Assert.Equal("line 1048577: more than 1048576 rows", Assert.Throws<FormatException>(() => SubidFile.Parse(bytes)).Message);
    }

    [Theory]
    [InlineData("a:1:1", "4.18", false)]
    [InlineData("a:1:1", "4.19.0", true)]
    [InlineData("a:1:1", null, null)]
    [InlineData("a:1:1\n", null, false)]
    [InlineData("", "4.20", false)]
    [InlineData("a\0:1:1\n", "4.19", true)]
    public void Knows_when_shadow_refuses_the_whole_file(string text, string? version, bool? refused) =>
        Assert.Equal(refused, SubidFile.Parse(Encoding.UTF8.GetBytes(text), version is null ? null : new Version(version)).IsRefused);

    [Theory]
    [InlineData("alice:1:1\n+:::\n", 2)]
    [InlineData("# a:b:c:d\n\nalice:1:1\n", null)]
    [InlineData("alice:1:1\nbob 1 1\n", 2)]
    [InlineData("alice:1:1:1\n", 1)]
    public void Names_the_line_over_which_others_refuse_the_file(string text, int? line) => Assert.Equal(line, SubidFile.Parse(Encoding.UTF8.GetBytes(text)).OddLine);

    internal static Gen<string> AnyOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    internal static Gen<string> Number() => Gen.OneOf(
        AnyOf("100000", "0", "0100000", "0900000", "0x186a0", "0X1g", " 1", "+1", "-1", "1 ", "", "4294967295", "4294967296", "18446744073709551615", "18446744073709551616", "1e5", "64k"),
        Gen.String[Gen.Char["0123456789xXaf+- \t"], 0, 6]);
}
