using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ImageArchiveTests
{
    private const string Manifest = """[{"Config":"c.json","RepoTags":["localhost/one:latest","two:1.0"],"Layers":["l.tar"]}]""";

    [Fact]
    public void What_save_writes_is_an_image_and_its_names_are_told()
    {
        ImageArchive archive = Read(Tar(("l.tar", new string('l', 100_000)), ("c.json", "{}"), ("manifest.json", Manifest)));

        Assert.True(archive.IsImage);
        Assert.Equal(["localhost/one:latest", "two:1.0"], archive.Names);
    }

    [Theory]
    [InlineData("oci-layout", "{}", true)]
    [InlineData("./oci-layout", "{}", true)]
    [InlineData("bin/sh", "#!", false)]
    [InlineData("usr/manifest.json", Manifest, false)]
    [InlineData("manifest.json", """{"name":"an extension of a browser"}""", false)]
    [InlineData("manifest.json", """["nothing"]""", false)]
    [InlineData("manifest.json", "not JSON", false)]
    [InlineData("manifest.json", """[{"Layers":[],"RepoTags":null}]""", true)]
    public void What_has_neither_a_list_of_layers_nor_a_layout_is_files(string name, string content, bool isImage) =>
        Assert.Equal((isImage, 0), (Read(Tar((name, content))).IsImage, Read(Tar((name, content))).Names.Count));

    [Fact]
    public void Gzip_is_read_through()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Tar(("manifest.json", Manifest), ("noise", Convert.ToHexString(Random.Shared.GetItems<byte>([.. Enumerable.Range(0, 256).Select(number => (byte)number)], 5000)))));

        Assert.Equal(2, Read(compressed.ToArray()).Names.Count);
        Assert.StartsWith("it ends in the middle", Complaint(compressed.ToArray()[..3000]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public void Every_kind_of_tar_is_read(TarEntryFormat format)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            TarEntryType file = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
            void Add(TarEntry entry, string? content, string? link)
            {
                if (content is not null) entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
                if (link is not null) entry.LinkName = link;
                writer.WriteEntry(entry);
            }
            Add(New(TarEntryType.Directory, "folder"), null, null);
            Add(New(TarEntryType.SymbolicLink, "folder/link"), null, "/" + new string('x', format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? 300 : 90));
            Add(New(file, "folder/" + new string('n', format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? 200 : 80)), new string('z', 1500), null);
            Add(New(file, "manifest.json"), Manifest, null);
            TarEntry New(TarEntryType type, string name) => format switch
            {
                TarEntryFormat.Ustar => new UstarTarEntry(type, name),
                TarEntryFormat.Pax => new PaxTarEntry(type, name),
                TarEntryFormat.Gnu => new GnuTarEntry(type, name),
                _ => new V7TarEntry(type, name),
            };
        }

        Assert.Equal(2, Read(stream.ToArray()).Names.Count);
    }

    [Fact]
    public void What_is_none_is_refused_in_a_line()
    {
        byte[] whole = Tar(("c.json", new string('c', 2000)), ("manifest.json", Manifest));
        byte[] damaged = [.. whole];
        damaged[512 + 2048] ^= 1; // of the second entry's name
        byte[] tooLarge = Tar(("manifest.json", new string(' ', 1024 * 1024) + Manifest));

        Assert.Equal("it is no tar archive, nor one that gzip has compressed", Complaint([]));
        Assert.Equal("it is no tar archive, nor one that gzip has compressed", Complaint(new byte[10240]));
        Assert.Equal("it is no tar archive, nor one that gzip has compressed", Complaint("root:x:0:0:root:/root:/bin/bash\n"u8.ToArray()));
        Assert.Equal("it ends in the middle", Complaint(whole[..1000]));
        Assert.Equal("it ends in the middle", Complaint(whole[..(512 + 2048 + 100)]));
        Assert.Equal("it is damaged: what should begin an entry does not add up", Complaint(damaged));
        Assert.Equal($"{(1024 * 1024) + Manifest.Length} bytes where at most 1048576 are read", Complaint(tooLarge));
    }

    [Theory]
    [InlineData("--privileged")]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("a\\nb")]
    public void A_name_that_would_be_an_option_is_refused(string name) =>
        Assert.Equal("its manifest.json names an image as no image can be named", Complaint(Tar(("manifest.json", Manifest.Replace("two:1.0", name, StringComparison.Ordinal)))));

    [Fact]
    public void A_file_that_grows_without_end_is_left_when_the_time_is_up()
    {
        // 8 EiB of zeros are announced; a thousand bytes of gzip could go on for hours.
        byte[] announced = Tar(("endless", "x"));
        "77777777777"u8.CopyTo(announced.AsSpan(124));
        int sum = 0;
        "        "u8.CopyTo(announced.AsSpan(148));
        for (int i = 0; i < 512; i++) sum += announced[i];
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(announced.AsSpan(148));
        int asked = 0;

        Assert.Throws<TimeoutException>(() => ImageArchive.Read(new Endless(announced), () => asked += asked < 1000 ? 1 : throw new TimeoutException()));
    }

    private static ImageArchive Read(byte[] bytes) => ImageArchive.Read(new MemoryStream(bytes), () => { });

    private static string Complaint(byte[] bytes) => Assert.Throws<FormatException>(() => Read(bytes)).Message;

    private static byte[] Tar(params (string Name, string Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach ((string name, string content) in files) writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }
        return stream.ToArray();
    }

    // What was given, and zeros for ever.
    private sealed class Endless(byte[] begin) : MemoryStream(begin)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count) is > 0 and var length ? length : count;

        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and var length ? length : buffer.Length;
    }
}
