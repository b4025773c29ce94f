using System.Text;

namespace RootlessHost.Linux.Tests;

/// <summary>Whether what was seen is so by now.</summary>
public sealed class AgainTests
{
    [Fact]
    public void What_nobody_changed_is_still_so()
    {
        using Scratch scratch = Host();
        using Root root = Asked(scratch);

        Assert.True(root.IsStillSo((_, _, _) => false));
    }

    [Theory]
    [InlineData("a file has other bytes of the same length")]
    [InlineData("a file is gone")]
    [InlineData("a file has come")]
    [InlineData("a folder has another name in it")]
    [InlineData("a file has another mode")]
    [InlineData("a link leads elsewhere")]
    [InlineData("a file is a folder")]
    public void What_was_changed_is_not(string what)
    {
        using Scratch scratch = Host();
        using Root root = Asked(scratch);
        Change(scratch, what);

        Assert.False(root.IsStillSo((_, _, _) => false));
    }

    [Fact]
    public void What_nobody_asked_for_does_not_matter()
    {
        using Scratch scratch = Host();
        using Root root = Asked(scratch);
        scratch.Write("/etc/passwd", "").Write("/var/x", "");

        Assert.True(root.IsStillSo((_, _, _) => false));
    }

    [Fact]
    public void Whoever_asks_says_which_contents_are_alike()
    {
        using Scratch scratch = Host();
        using Root root = Asked(scratch);
        scratch.Write("/etc/subuid", "ALI:1:1\n");

        Assert.False(root.IsStillSo((_, _, _) => false));
        Assert.True(root.IsStillSo((path, then, now) => path == "/etc/subuid" && Encoding.UTF8.GetString(then).Equals(Encoding.UTF8.GetString(now), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void What_was_assumed_is_so_when_it_has_come_true()
    {
        using Scratch scratch = Host();
        using Root root = Asked(scratch);
        using Root assumed = root.Assuming([new AssumedFile("/etc/subuid", "carol:7:7\n"u8.ToArray()), new AssumedFile("/etc/new/file", "x"u8.ToArray())]);
        _ = assumed.List("/etc/new");

        Assert.False(assumed.IsStillSo((_, _, _) => false));
        scratch.Write("/etc/subuid", "carol:7:7\n");
        Assert.False(assumed.IsStillSo((_, _, _) => false));
        scratch.Write("/etc/new/file", "x");
        File.SetUnixFileMode(scratch.On("/etc/new/file"), (UnixFileMode)0b110_100_100);
        Assert.True(assumed.IsStillSo((_, _, _) => false));
        File.SetUnixFileMode(scratch.On("/etc/new/file"), (UnixFileMode)0b110_000_000);
        Assert.False(assumed.IsStillSo((_, _, _) => false));
    }

    [Fact]
    public void A_root_that_was_asked_already_is_not_compared()
    {
        using Scratch scratch = Host();
        using Root root = Root.At(scratch.Folder);
        _ = root.Stat("/etc");

        Assert.Throws<InvalidOperationException>(root.KeepQuestions);
        Assert.Throws<InvalidOperationException>(() => root.IsStillSo((_, _, _) => false));
    }

    private static Scratch Host() => new Scratch().Write("/etc/subuid", "ali:1:1\n").Write("/etc/subgid", "ali:1:1\n").Write("/etc/d/one", "").Write("/etc/d/two", "").Link("/etc/link", "subuid");

    private static void Change(Scratch host, string what)
    {
        switch (what)
        {
            case "a file has other bytes of the same length": host.Write("/etc/subuid", "bob:1:1\n"); break;
            case "a file is gone": File.Delete(host.On("/etc/subgid")); break;
            case "a file has come": host.Write("/etc/none", ""); break;
            case "a folder has another name in it": host.Write("/etc/d/three", ""); break;
            case "a file has another mode": File.SetUnixFileMode(host.On("/etc/subgid"), UnixFileMode.UserRead); break;
            case "a link leads elsewhere": File.Delete(host.On("/etc/link")); host.Link("/etc/link", "d"); break;
            case "a file is a folder": File.Delete(host.On("/etc/subgid")); Directory.CreateDirectory(host.On("/etc/subgid")); break;
            default: throw new ArgumentException(what, nameof(what));
        }
    }

    private static Root Asked(Scratch scratch)
    {
        Root root = Root.At(scratch.Folder);
        root.KeepQuestions();
        _ = root.Read("/etc/subuid");
        _ = root.Read("/etc/none");
        _ = root.Stat("/etc/subgid");
        _ = root.StatLink("/etc/link");
        _ = root.ReadLink("/etc/link");
        _ = root.List("/etc/d");
        _ = root.Attribute("/etc/subuid", "user.none");
        return root;
    }
}
