namespace RootlessHost.Linux.Tests;

public sealed class RecordingTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        object?[] outcomes =
        [
            null, "a \\ word\n", new[] { "a", "b c", "" }, new byte[] { 0, 255 }, new FileStatus(0x81ED, 1, 2, long.MaxValue, 3, "1:3", -5), new FileSystemStatus(0x6969, 1, 2, 3, 4),
        ];
        foreach (object? outcome in outcomes)
        {
            Assert.True(Written(Operation.Xattr, "/a b\0security.capability", outcome).TryGet(OfAll(Operation.Xattr, "/a b\0security.capability"), out object? read));
            Assert.Equal(outcome, read);
        }
    }

    [Fact]
    public void A_failure_comes_back_with_its_words()
    {
        IOException[] failures = [new PosixException(13, "open", "/the other/path"), new RefusedException("/x", "a FIFO, not a regular file")];
        foreach (IOException failure in failures)
        {
            Written(Operation.Ask, "/usr/bin/x --version", failure).TryGet(OfAll(Operation.Ask, "/usr/bin/x --version"), out object? read);

            Assert.Equal((failure.GetType(), failure.Message), (read!.GetType(), ((Exception)read).Message));
        }
    }

    [Fact]
    public void Accounts_come_back()
    {
        NameServiceUser[] users = [new("DOM\\jürgen", 70000, 1, "/home/a b", ""), new("x", 1, 2, "", "/bin/sh")];

        Written(Operation.Users, "10", users).TryGet(OfAll(Operation.Users, "10"), out object? all);
        Written(Operation.User, "x", users[1]).TryGet(OfAll(Operation.User, "x"), out object? one);
        Written(Operation.Users, "0", Array.Empty<NameServiceUser>()).TryGet(OfAll(Operation.Users, "0"), out object? none);
        Assert.Equal(users, all);
        Assert.Equal(users[1], one);
        Assert.Empty((NameServiceUser[])none!);
    }

    [Theory]
    [InlineData("stat /x status 1 2")]
    [InlineData("stat /x status zz 0 0 0 1 0:0 0")]
    [InlineData("user x users a b c d e")]
    [InlineData("user x users")]
    [InlineData("look /x absent")]
    [InlineData("stat /x\\0 absent")]
    [InlineData("stat@alice /x absent")]
    [InlineData("stat@-1 /x absent")]
    public void A_line_that_is_none_is_refused_by_its_number(string line) =>
        Assert.Equal(".rootless-host-capture:2: not a line of a capture", Assert.Throws<FormatException>(() => Recording.Parse($"rootless-host.capture/1\n{line}\n")).Message);

    [Fact]
    public void What_one_account_was_told_is_told_to_no_other()
    {
        var recording = Recording.Parse(Recording.Write(
        [
            Recording.Line(Operation.Stat, "/x", Recording.Words(outcome: null)), Recording.Line(Operation.Stat, "/x", Recording.Words(new PosixException(13, "stat", "/x")), uid: 1000),
        ]));

        Assert.True(recording.TryGet(new Question(Operation.Stat, "/x", 1000), out object? hers));
        Assert.True(recording.TryGet(new Question(Operation.Stat, "/x", 1001), out object? his));
        Assert.Equal("stat /x: Permission denied", Assert.IsType<PosixException>(hers).Message);
        Assert.Null(his);
    }

    [Fact]
    public void Nobody_looked_at_what_a_capture_does_not_have()
    {
        using Scratch scratch = new Scratch().Write("/.rootless-host-capture", "rootless-host.capture/1\nstat /etc/absent absent\n").Write("/etc/here", "x");
        using Root root = Root.At(scratch.Folder);

        Assert.True(root.IsCapture);
        Assert.Null(root.Stat("/etc/absent"));
        Assert.Equal("x", root.ReadText("/etc/here"));
        Assert.Equal("/etc/here was not looked at when this was captured", Assert.Throws<NotCapturedException>(() => root.Stat("/etc/here")).Message);
        Assert.Equal("/etc/other was not looked at when this was captured", Assert.Throws<NotCapturedException>(() => root.Read("/etc/other")).Message);
    }

    [Fact]
    public void A_host_described_by_hand_leaves_the_rest_to_its_tree()
    {
        using Scratch scratch = new Scratch().Write("/.rootless-host-capture", "rootless-host.capture/1\notherwise tree\n").Write("/etc/here", "x");
        using Root root = Root.At(scratch.Folder);

        Assert.NotNull(root.Stat("/etc/here"));
        Assert.Null(root.Read("/etc/other"));
    }

    [Fact]
    public void Everything_in_a_capture_belongs_to_who_unpacked_it()
    {
        using Scratch scratch = new Scratch().Write("/.rootless-host-capture", "rootless-host.capture/1\n").Write("/home/alice/x", "hers");
        File.SetUnixFileMode(Path.Combine(scratch.Folder, "home/alice/x"), UnixFileMode.UserRead);
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("hers"u8.ToArray(), root.As(new Viewer(4_000_000, () => [4_000_000])).Read("/home/alice/x"));
    }

    private static Question OfAll(Operation operation, string path) => new(operation, path, Question.OfItself);

    private static Recording Written(Operation operation, string path, object? outcome) => Recording.Parse(Recording.Write([Recording.Line(operation, path, Recording.Words(outcome))]));
}
